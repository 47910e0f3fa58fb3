//! A button that takes the focus: Tab reaches it, Enter and Space press it, a ring shows where the focus is.
//!
//! iced's own button knows the mouse only. This one is also the ground of rows and menu items: anything that can be
//! pressed, pressed twice, or asked for its menu.

use super::icon::{self, Icon};
use super::label::label;
use super::{menu, tip};
use crate::theme::{Palette, SEMIBOLD, color, radius, size, space, style};
use iced::advanced::mouse::click;
use iced::advanced::widget::operation::{Focusable, Operation};
use iced::advanced::widget::tree::{self, Tree};
use iced::advanced::widget::{Id, Widget};
use iced::advanced::{Clipboard, Layout, Shell, layout, overlay, renderer};
use iced::border::Border;
use iced::keyboard::key::{Key, Named};
use iced::widget::{container, row, text};
use iced::{
    Alignment, Background, Color, Element, Event, Length, Padding, Point, Rectangle, Shadow, Size, Theme, Vector,
    keyboard, mouse, touch, window,
};

/// How much a button wants to be pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// The one that Enter presses.
    Primary,
    /// Any other.
    #[default]
    Secondary,
    /// No frame until the pointer is over it: icons, names that can be changed.
    Quiet,
    /// What can't be taken back.
    Danger,
    /// Words that lead somewhere.
    Link,
    /// Looks like a field: a list to pick from.
    Field,
    /// Nothing but its content: check boxes. Space presses it; Enter is left for the default button.
    Plain,
    /// A row of a list, from edge to edge.
    Row,
}

/// A button. See the module's page.
#[must_use]
pub struct Button<'a, Message> {
    id: Option<Id>,
    content: Element<'a, Message>,
    kind: Kind,
    on_press: Option<Message>,
    on_double: Option<Message>,
    on_choose: Option<Message>,
    menu: Option<menu::Entries<'a, Message>>,
    context_menu: Option<menu::Entries<'a, Message>>,
    menu_key: bool,
    shortcut: Option<Named>,
    tab_stop: bool,
    selected: bool,
    width: Length,
    height: Length,
    padding: Padding,
    look: Look,
}

/// A button with this content.
pub fn button<'a, Message>(content: impl Into<Element<'a, Message>>) -> Button<'a, Message> {
    let content = content.into();
    let hint = content.as_widget().size_hint();
    Button {
        id: None,
        content,
        kind: Kind::default(),
        on_press: None,
        on_double: None,
        on_choose: None,
        menu: None,
        context_menu: None,
        menu_key: false,
        shortcut: None,
        tab_stop: true,
        selected: false,
        width: hint.width.fluid(),
        height: hint.height.fluid(),
        padding: Padding::from([space::S, space::L]),
        look: Look::default(),
    }
}

/// A button with a word on it.
pub fn labelled<'a, Message: Clone + 'a>(label: impl text::IntoFragment<'a>) -> Button<'a, Message> {
    button(text(label).size(size::BODY).font(SEMIBOLD))
}

/// Words that lead somewhere.
pub fn link<'a, Message: Clone + 'a>(label: impl text::IntoFragment<'a>) -> Button<'a, Message> {
    button(text(label).size(size::BODY)).kind(Kind::Link).padding(2)
}

/// A field that opens a list to pick from, like the service of the sign-in window. `shown` is what is picked now; mark
/// the same entry with [`menu::Entry::checked`].
pub fn picker<'a, Message: Clone + 'a>(
    shown: impl text::IntoFragment<'a>,
    entries: impl Fn() -> Vec<menu::Entry<Message>> + 'a,
) -> Button<'a, Message> {
    let shown = container(label(&shown.into_fragment())).width(Length::Fill).clip(true);
    let chevron = icon::small(Icon::ChevronDown).secondary();
    button(row![shown, chevron].spacing(space::S).align_y(Alignment::Center))
        .kind(Kind::Field)
        .width(Length::Fill)
        .padding([space::S, 10.0])
        .menu(entries)
}

/// A quiet button with an icon of 20 px on a square of 32 px. Give it a [`Button::tip`], which is also its name.
pub fn symbol<'a, Message: Clone + 'a>(icon: Icon) -> Button<'a, Message> {
    button(icon::large(icon)).kind(Kind::Quiet).padding(6)
}

impl<'a, Message: Clone + 'a> Button<'a, Message> {
    /// Gives it an identity, for `operation::focus`.
    pub fn id(mut self, id: impl Into<Id>) -> Self {
        self.id = Some(id.into());
        self
    }
    /// How it looks.
    pub const fn kind(mut self, kind: Kind) -> Self {
        self.kind = kind;
        self
    }
    /// What happens. Without it the button is disabled: grey, and Tab passes over it.
    pub fn on_press(mut self, message: Message) -> Self {
        self.on_press = Some(message);
        self
    }
    /// What happens, if it can.
    pub fn on_press_maybe(mut self, message: Option<Message>) -> Self {
        self.on_press = message;
        self
    }
    /// What a second click in quick succession does, after the first has done its part.
    pub fn on_double_press(mut self, message: Message) -> Self {
        self.on_double = Some(message);
        self
    }
    /// What shows whose menu it is, when a right click opens it.
    pub fn on_choose(mut self, message: Message) -> Self {
        self.on_choose = Some(message);
        self
    }
    /// What a press opens: a menu under the button.
    pub fn menu(mut self, entries: impl Fn() -> Vec<menu::Entry<Message>> + 'a) -> Self {
        self.menu = Some(Box::new(entries));
        self
    }
    /// What a right click opens, and the menu key while the button has the focus.
    pub fn context_menu(mut self, entries: impl Fn() -> Vec<menu::Entry<Message>> + 'a) -> Self {
        self.context_menu = Some(Box::new(entries));
        self
    }
    /// Takes the menu key without the focus: the chosen row of a list that has it.
    pub const fn menu_key(mut self, takes: bool) -> Self {
        self.menu_key = takes;
        self
    }
    /// A key that presses it without the focus: the menu of a window.
    pub const fn shortcut(mut self, key: Named) -> Self {
        self.shortcut = Some(key);
        self
    }
    /// Whether Tab stops here. Rows of a list that moves by arrow keys say no.
    pub const fn tab_stop(mut self, stops: bool) -> Self {
        self.tab_stop = stops;
        self
    }
    /// Whether it is shown as chosen.
    pub const fn selected(mut self, selected: bool) -> Self {
        self.selected = selected;
        self
    }
    /// Its width.
    pub fn width(mut self, width: impl Into<Length>) -> Self {
        self.width = width.into();
        self
    }
    /// Its height.
    pub fn height(mut self, height: impl Into<Length>) -> Self {
        self.height = height.into();
        self
    }
    /// The room round its content.
    pub fn padding(mut self, padding: impl Into<Padding>) -> Self {
        self.padding = padding.into();
        self
    }
    /// Shows a word about it when the pointer rests on it.
    pub fn tip(self, words: impl text::IntoFragment<'a>) -> Element<'a, Message> {
        tip::tip(self, words)
    }

    const fn enabled(&self) -> bool {
        self.on_press.is_some() || self.menu.is_some()
    }

    fn look(&self, state: &State, cursor: mouse::Cursor, bounds: Rectangle) -> Look {
        Look {
            hovered: self.enabled() && cursor.is_over(bounds),
            pressed: state.open.is_some() || state.pressed && cursor.is_over(bounds),
            ring: state.focused && state.by_keyboard && self.tab_stop,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Look {
    hovered: bool,
    pressed: bool,
    ring: bool,
}

#[derive(Debug, Default)]
struct State {
    pressed: bool,
    focused: bool,
    /// The ring is for those who use the keyboard; a click doesn't show it.
    by_keyboard: bool,
    last_click: Option<click::Click>,
    /// The menu, while it is open.
    open: Option<menu::Open>,
}

impl Focusable for State {
    fn is_focused(&self) -> bool {
        self.focused
    }
    fn focus(&mut self) {
        self.focused = true;
        self.by_keyboard = true;
    }
    fn unfocus(&mut self) {
        self.focused = false;
    }
}

impl<'a, Message: Clone + 'a> Widget<Message, Theme, iced::Renderer> for Button<'a, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }
    fn state(&self) -> tree::State {
        tree::State::new(State::default())
    }
    fn children(&self) -> Vec<Tree> {
        vec![Tree::new(&self.content)]
    }
    fn diff(&self, tree: &mut Tree) {
        tree.diff_children(std::slice::from_ref(&self.content));
    }
    fn size(&self) -> Size<Length> {
        Size::new(self.width, self.height)
    }
    fn layout(&mut self, tree: &mut Tree, renderer: &iced::Renderer, limits: &layout::Limits) -> layout::Node {
        // What is smaller than the button stands in its middle: the words of a wide button, the line of a high row. The
        // limits are loosened, or a row would stretch itself to the height without moving what is in it.
        let content = |limits: &layout::Limits| {
            self.content.as_widget_mut().layout(&mut tree.children[0], renderer, &limits.loose())
        };
        let across = if self.kind == Kind::Row { Alignment::Start } else { Alignment::Center };
        let centre = |content: layout::Node, room: Size| content.align(across, Alignment::Center, room);
        layout::positioned(limits, self.width, self.height, self.padding, content, centre)
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &iced::Renderer,
        operation: &mut dyn Operation,
    ) {
        let state = tree.state.downcast_mut::<State>();
        if self.tab_stop && self.enabled() {
            operation.focusable(self.id.as_ref(), layout.bounds(), state);
        } else {
            state.focused = false;
        }
        operation.container(self.id.as_ref(), layout.bounds());
        let Some(inner) = layout.children().next() else { return };
        operation.traverse(&mut |operation| {
            self.content.as_widget_mut().operate(&mut tree.children[0], inner, renderer, operation);
        });
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        renderer: &iced::Renderer,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
        viewport: &Rectangle,
    ) {
        if let Some(inner) = layout.children().next() {
            let child = &mut tree.children[0];
            self.content.as_widget_mut().update(child, event, inner, cursor, renderer, clipboard, shell, viewport);
        }
        let bounds = layout.bounds();
        let state = tree.state.downcast_mut::<State>();
        // A row that is scrolled out of sight must not take a click meant for what covers it.
        let over = cursor.is_over(bounds) && viewport.contains(cursor.position().unwrap_or_default());

        match event {
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left))
            | Event::Touch(touch::Event::FingerPressed { .. }) => {
                state.focused = over && self.tab_stop && self.enabled() && !shell.is_event_captured();
                state.by_keyboard = false;
                if over && self.enabled() && !shell.is_event_captured() {
                    state.pressed = true;
                    shell.capture_event();
                }
            }
            Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left))
            | Event::Touch(touch::Event::FingerLifted { .. }) => {
                let was_pressed = std::mem::take(&mut state.pressed);
                if was_pressed && over && !shell.is_event_captured() {
                    self.press(state, false, shell);
                    if let (Some(message), Some(position)) = (&self.on_double, cursor.position()) {
                        let click = click::Click::new(position, mouse::Button::Left, state.last_click);
                        if click.kind() == click::Kind::Double {
                            shell.publish(message.clone());
                        }
                        state.last_click = Some(click);
                    }
                    shell.capture_event();
                }
            }
            Event::Touch(touch::Event::FingerLost { .. }) => state.pressed = false,
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Right)) if !shell.is_event_captured() => {
                if let (true, true, Some(point)) = (over, self.context_menu.is_some(), cursor.position_in(bounds)) {
                    // The row is chosen first, so that it shows whose menu this is.
                    if let Some(message) = &self.on_choose {
                        shell.publish(message.clone());
                    }
                    self.open(state, menu::Open::new(menu::Place::At(point), false), shell);
                }
            }
            Event::Keyboard(keyboard::Event::KeyPressed { key: Key::Named(key), modifiers, repeat: false, .. })
                if self.shortcut == Some(*key)
                    && modifiers.is_empty()
                    && self.enabled()
                    && !shell.is_event_captured() =>
            {
                self.press(state, true, shell);
                shell.capture_event();
            }
            Event::Keyboard(keyboard::Event::KeyPressed { key, modifiers, repeat: false, .. })
                if (state.focused || self.menu_key) && !shell.is_event_captured() =>
            {
                let plain = !modifiers.command() && !modifiers.alt();
                match key {
                    Key::Named(Named::Enter) if self.kind == Kind::Plain => {}
                    Key::Named(Named::Enter | Named::Space) if plain && state.focused && self.enabled() => {
                        state.by_keyboard = true;
                        self.press(state, true, shell);
                        shell.capture_event();
                    }
                    Key::Named(Named::ArrowDown) if plain && state.focused && self.menu.is_some() => {
                        self.open(state, menu::Open::new(menu::Place::Below, true), shell);
                    }
                    Key::Named(Named::ContextMenu) => self.menu_by_key(state, bounds, shell),
                    Key::Named(Named::F10) if modifiers.shift() => self.menu_by_key(state, bounds, shell),
                    _ => {}
                }
            }
            _ => {}
        }

        let look = self.look(state, cursor, bounds);
        if let Event::Window(window::Event::RedrawRequested(_)) = event {
            self.look = look;
        } else if self.look != look {
            shell.request_redraw();
        }
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut iced::Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        let bounds = layout.bounds();
        let look = self.look(tree.state.downcast_ref::<State>(), cursor, bounds);
        let paint = self.paint(Palette::of(theme), style.text_color, look);
        fill(renderer, bounds, paint.ground, paint.border);
        if look.ring {
            draw_ring(renderer, bounds, self.kind, Palette::of(theme));
        }
        let style = renderer::Style { text_color: paint.text };
        if let Some(inner) = layout.children().next() {
            self.content.as_widget().draw(&tree.children[0], renderer, theme, &style, inner, cursor, viewport);
        }
    }

    fn mouse_interaction(
        &self,
        _tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        _viewport: &Rectangle,
        _renderer: &iced::Renderer,
    ) -> mouse::Interaction {
        if cursor.is_over(layout.bounds()) && self.enabled() && self.kind != Kind::Row {
            mouse::Interaction::Pointer
        } else {
            mouse::Interaction::None
        }
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &iced::Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, iced::Renderer>> {
        let state = tree.state.downcast_mut::<State>();
        if let Some(open) = &state.open {
            let entries = match open.place {
                menu::Place::Below => self.menu.as_ref(),
                menu::Place::At(_) | menu::Place::Line(..) => self.context_menu.as_ref(),
            };
            if let Some(entries) = entries {
                return menu::Overlay::element(&mut state.open, entries(), layout.bounds() + translation);
            }
        }
        let inner = layout.children().next()?;
        self.content.as_widget_mut().overlay(&mut tree.children[0], inner, renderer, viewport, translation)
    }
}

struct Paint {
    ground: Color,
    border: Border,
    text: Color,
}

impl<'a, Message: Clone + 'a> Button<'a, Message> {
    fn press(&self, state: &mut State, by_keyboard: bool, shell: &mut Shell<'_, Message>) {
        if let Some(message) = &self.on_press {
            shell.publish(message.clone());
        }
        if self.menu.is_some() {
            self.open(state, menu::Open::new(menu::Place::Below, by_keyboard), shell);
        }
    }

    fn open(&self, state: &mut State, open: menu::Open, shell: &mut Shell<'_, Message>) {
        state.open = Some(open);
        shell.capture_event();
        shell.invalidate_layout();
        shell.request_redraw();
    }

    fn menu_by_key(&self, state: &mut State, bounds: Rectangle, shell: &mut Shell<'_, Message>) {
        if self.context_menu.is_some() {
            let under = Point::new(space::XXL, bounds.height);
            self.open(state, menu::Open::new(menu::Place::At(under), true), shell);
        }
    }

    fn paint(&self, p: &Palette, inherited: Color, look: Look) -> Paint {
        let disabled = self.on_press.is_none() && self.menu.is_none();
        let shade = |base: Color| {
            if look.pressed {
                color::mix(base, p.text, 0.18)
            } else if look.hovered {
                color::mix(base, p.text, 0.08)
            } else {
                base
            }
        };
        let quiet = if look.pressed || self.selected {
            p.selected
        } else if look.hovered {
            p.hover
        } else {
            Color::TRANSPARENT
        };
        let line = Border { color: Color::TRANSPARENT, width: 0.0, radius: radius::CONTROL.into() };
        let faint = color::mix(p.secondary, p.window, if p.contrast { 0.2 } else { 0.35 });
        let chosen = if self.selected { style::chosen_border(p) } else { Border::default() };
        match self.kind {
            // Words on a ground that is half there can't be read.
            Kind::Primary | Kind::Danger if disabled && p.contrast => {
                Paint { ground: p.window, border: Border { color: p.hairline, width: 1.0, ..line }, text: faint }
            }
            Kind::Primary | Kind::Danger => {
                let base = if self.kind == Kind::Danger { p.danger } else { p.accent };
                let ground = if disabled { color::mix(base, p.window, 0.6) } else { shade(base) };
                Paint { ground, border: line, text: p.on_accent }
            }
            Kind::Secondary => Paint {
                ground: if look.hovered || look.pressed { quiet } else { Color::TRANSPARENT },
                border: Border { color: p.hairline, width: 1.0, ..line },
                text: if disabled { faint } else { p.accent },
            },
            Kind::Field => Paint {
                ground: p.panel,
                border: Border { color: if look.hovered { p.secondary } else { p.hairline }, width: 1.0, ..line },
                text: if disabled { faint } else { p.text },
            },
            Kind::Quiet => Paint {
                ground: quiet,
                border: Border { radius: line.radius, ..chosen },
                text: if disabled { faint } else { inherited },
            },
            Kind::Link => {
                Paint { ground: Color::TRANSPARENT, border: line, text: if disabled { faint } else { shade(p.accent) } }
            }
            Kind::Plain => {
                Paint { ground: Color::TRANSPARENT, border: line, text: if disabled { faint } else { inherited } }
            }
            Kind::Row => Paint { ground: quiet, border: chosen, text: inherited },
        }
    }
}

fn fill(renderer: &mut iced::Renderer, bounds: Rectangle, ground: Color, border: Border) {
    use renderer::Renderer as _;
    if ground.a > 0.0 || (border.width > 0.0 && border.color.a > 0.0) {
        let quad = renderer::Quad { bounds, border, shadow: Shadow::default(), snap: true };
        renderer.fill_quad(quad, Background::Color(ground));
    }
}

/// The ring of whatever has the focus: outside a filled button, inside everything else.
fn draw_ring(renderer: &mut iced::Renderer, bounds: Rectangle, kind: Kind, palette: &Palette) {
    let filled = matches!(kind, Kind::Primary | Kind::Danger);
    let (bounds, rounded) =
        if filled { (bounds.expand(3.0), radius::CONTROL + 3.0) } else { (bounds, radius::CONTROL) };
    ring(renderer, bounds, rounded, palette);
}

/// Draws the focus ring along these bounds.
pub(super) fn ring(renderer: &mut iced::Renderer, bounds: Rectangle, rounded: f32, palette: &Palette) {
    let border = Border { color: palette.ring, width: 2.0, radius: rounded.into() };
    fill(renderer, bounds, Color::TRANSPARENT, border);
}

impl<'a, Message: Clone + 'a> From<Button<'a, Message>> for Element<'a, Message> {
    fn from(button: Button<'a, Message>) -> Self {
        Element::new(button)
    }
}

#[cfg(test)]
mod tests;
