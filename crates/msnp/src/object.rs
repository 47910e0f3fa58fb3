//! MSNObject: the name of a picture, emoticon or clip.
