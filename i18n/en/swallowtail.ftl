### ============================================================
### General
### ============================================================

app-name = Swallowtail
ok = OK
cancel = Cancel
close = Close
back = Back
yes = Yes
no = No

### end of General

### ============================================================
### Sign-in
### ============================================================

step-connecting = Connecting to { $server }…
step-negotiating = Agreeing on a version of the protocol…
step-authenticating = Checking your password…
step-redirected = Moving on to { $server }…
step-synchronizing = Fetching your contacts…

### end of Sign-in

### ============================================================
### Errors
### ============================================================

error-address-empty = Type an address.
error-address-shape = An address looks like name@example.com.
error-address-character = An address has no spaces or control characters.
error-address-too-long = That address is too long: the limit is 129 bytes.

error-timeout = The server didn't answer in time. Try again.
error-connection-lost = The connection was lost before the server answered.
error-not-signed-in = You are not signed in.
error-unsupported = This server's version of the protocol can't do that.
error-unknown-contact = That person isn't on your contact list.
error-unknown-group = That group isn't there any more.
error-too-long = That is too long: the limit is { $limit } bytes.
error-unreachable = They are offline or don't accept messages from you.
error-not-acknowledged = The message didn't reach everyone.
error-conversation-closed = The conversation was closed before the message was sent.
error-empty = There is nothing in it. Type something first.
error-queue-full = Too much is waiting to be sent. Try again in a moment.

error-200 = The server didn't understand this request. It may not support it.
error-201 = The server didn't accept what was typed. Check it and try again.
error-205 = There is no account with that address.
error-206 = The address has no domain. Write it whole, such as name@example.com.
error-207 = You are signed in already.
error-209 = The server doesn't accept that name. Choose another.
error-210 = The list is full. Remove somebody or a group first.
error-215 = That person is on the list already.
error-216 = That person isn't on the list.
error-217 = That person is offline, or doesn't accept messages from you.
error-218 = You are in that state already.
error-219 = That person is on the opposite list. Take them off it first.
error-224 = That group isn't there any more.
error-225 = That person isn't in the group.
error-227 = That group isn't empty. Move its people first.
error-228 = There is a group with that name already.
error-229 = That group name is too long.
error-230 = This group can't be removed.
error-280 = The conversation server isn't available now. Try again in a moment.
error-500 = Something went wrong at the server. Try again later.
error-502 = The server has switched this off for now.
error-600 = The server is busy or going down. Try again later.
error-710 = The server didn't accept this request.
error-800 = Too many changes in a short time. Wait a moment and try again.
error-911 = The address or the password isn't right.
error-913 = That isn't possible while you appear offline.
error-917 = The server couldn't confirm who you are for this conversation. Try again.
error-920 = The server takes no new sign-ins now. Try again later.
error-923 = This is a children's account that needs a parent's consent. Give it on the service's website.
error-924 = This account must be confirmed by e-mail first.
error-928 = The sign-in ticket was refused. Sign in again.
error-other = The server refused (error { $number }).
error-number = Error { $number }

ended-requested = You signed out.
ended-elsewhere = You signed in at another place, so you were signed out here.
ended-shutdown = The server is shutting down. Try again later.
ended-terms = The service asks you to accept its terms on its website first.
ended-wrong-password = Couldn't sign in: the address or the password isn't right.
ended-refused-why = Couldn't sign in: { $why }
ended-no-dialect = Couldn't sign in: the server and Swallowtail have no version of the protocol in common.
ended-unreachable = Couldn't reach the server. Check your connection and the server's address.
ended-sign-in-service = Couldn't reach the sign-in service. Check your connection and the connection settings.
ended-connection-lost = The connection to the server was lost.
ended-timed-out = The server stopped answering.
ended-garbage = The server sent something that isn't MSNP. Check the server's address.
ended-redirects = The server sent us in a circle. Try again later.

### end of Errors

### ============================================================
### Statuses
### ============================================================


### end of Statuses

### ============================================================
### Contacts
### ============================================================


### end of Contacts

### ============================================================
### Add a contact
### ============================================================


### end of Add a contact

### ============================================================
### Added you
### ============================================================


### end of Added you

### ============================================================
### Privacy
### ============================================================


### end of Privacy

### ============================================================
### Properties
### ============================================================


### end of Properties

### ============================================================
### Conversation
### ============================================================

chat-today = Today
chat-yesterday = Yesterday
chat-weekday = { $weekday ->
    [1] Monday
    [2] Tuesday
    [3] Wednesday
    [4] Thursday
    [5] Friday
    [6] Saturday
   *[7] Sunday
}
chat-month = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}
chat-day = { $weekday }, { $day } { $month }
chat-day-year = { $weekday }, { $day } { $month } { $year }

chat-nudge-received = { $name } sent you a nudge
chat-nudge-sent = You sent a nudge
chat-joined = { $name } joined the conversation
chat-left = { $name } left the conversation
chat-left-idle = { $name } left: the conversation was quiet for a long time
chat-call-failed = Couldn't reach { $name }. { $why }
chat-state-sending = Sending…
chat-state-waiting = Waiting to be sent…
chat-state-delivered = ✓ Delivered
chat-state-failed = ! Not delivered
chat-send-again = Send again
chat-show-earlier = Show earlier messages
chat-show-all = Show all of this long message
chat-typing-one = { $name } is typing…
chat-typing-two = { $name } and { $other } are typing…
chat-typing-many = { $name }, { $other } and { $count ->
    [one] one more person
   *[other] { $count } more people
} are typing…
chat-new-below = New messages
chat-empty = Say hello to { $name }.
chat-empty-group = Nobody has said anything yet.
chat-link-opens = Opens { $target }
chat-log = Messages

chat-with-two = { $name } and { $other }
chat-with-more = { $name }, { $other } and { $last }
chat-with-many = { $name }, { $other } and { $count } more
chat-nobody = Nobody else is here
chat-people = { $count ->
    [one] One other person
   *[other] { $count } other people
}
chat-roster = In this conversation ({ $count })
chat-you = you

chat-offline = { $name } is offline. Messages can't be delivered until they sign in.
chat-blocked = You have blocked { $name }. Unblock them to talk.
chat-hidden = You appear offline. Messages can't be sent until you change your status.
chat-lost = The connection is lost. What you write can be sent when it is back.
chat-signed-out = You are signed out. Sign in to send messages.
chat-everyone-left = Everyone else has left. Start a new conversation from your contact list.
chat-too-long = That is too long to send: the limit is { $limit } characters, and this has { $count }.
chat-nudge-wait = You can nudge again in { $seconds ->
    [one] one second
   *[other] { $seconds } seconds
}.
chat-stranger = { $name } isn't on your contact list.
chat-add = Add { $name }

chat-invite = Invite somebody
chat-invite-nobody = Nobody else is online.
chat-block = Block { $name }
chat-unblock = Unblock { $name }
chat-more = More
chat-properties = Properties
chat-copy = Copy the conversation
chat-copied = The conversation is copied.
chat-placeholder = Write a message
chat-send = Send
chat-emoji = Emoji
chat-nudge = Send a nudge
chat-format = Font and colour

### end of Conversation

### ============================================================
### Format bar
### ============================================================

format-bold = Bold
format-italic = Italic
format-underline = Underline
format-strike = Strike through
format-font = Font
format-font-own = Standard font
format-color = Colour
format-color-own = Standard colour

### end of Format bar

### ============================================================
### Notifications
### ============================================================


### end of Notifications

### ============================================================
### Guide
### ============================================================


### end of Guide

### ============================================================
### Windows and start
### ============================================================


### end of Windows and start

