### ============================================================
### General
### ============================================================

app-name = Swallowtail
cancel = Cancel
close = Close
back = Back

### end of General

### ============================================================
### Sign-in
### ============================================================

step-connecting = Connecting to { $server }…
step-negotiating = Agreeing on a version of the protocol…
step-authenticating = Checking your password…
step-redirected = Moving on to { $server }…
step-synchronizing = Fetching your contacts…

sign-in-title = Sign in
sign-in-service = Service
sign-in-email = E-mail address
sign-in-email-example = name@example.com
sign-in-password = Password
sign-in-no-password = Type your password.
sign-in-as = Sign in as:
sign-in-remember = Remember my password
sign-in-keyring = (system keyring)
sign-in-automatic = Sign me in automatically
sign-in-button = Sign in
sign-in-new-account = Create a local account
sign-in-website = Get an account
sign-in-connection = Connection settings…
keyring-absent = No keyring is running on this computer, so the password can't be remembered.
keyring-silent = The keyring of this computer doesn't answer, so the password can't be remembered.

service-local = This computer (built-in server)
service-custom = Another server

signing-in-title = Signing in
stage-connect = Connect
stage-agree = Agree on a version
stage-password = Check the password
stage-contacts = Fetch the contacts

lost-title = Not connected
lost-retry-in = Trying again in { $seconds } s.
lost-retry-now = Trying again now…
lost-try-now = Try now

new-account-title = New local account
new-account-about = The account lives in the server inside Swallowtail, on this computer alone. Nothing leaves it.
new-account-name = Your name
new-account-email = Address
new-account-password = Password
new-account-again = Password again
new-account-create = Create the account
new-account-no-name = Type a name, so that others know you.
new-account-long-name = That name is too long, or has characters that a name can't have.
new-account-no-password = Choose a password.
new-account-long-password = That password is too long.
new-account-different = The two passwords differ.

connection-title = Connection settings
connection-built-in = This server is part of Swallowtail. It runs on this computer while Swallowtail runs, and needs no addresses.
connection-server = Server
connection-nexus = Sign-in page (Nexus)
connection-server-wrong = A server looks like messenger.example or messenger.example:1863.
connection-nexus-wrong = The sign-in page needs an address that begins with https://.
connection-web = Web services
connection-web-about = What is left empty is derived from the server's name.
connection-web-wrong = This address has to begin with https://.
connection-gateway-wrong = This address has to begin with http:// or https://.
connection-web-tokens = Sign-in tickets (RST)
connection-web-address-book = Address book
connection-web-sharing = Contact lists
connection-web-leave-offline = Leaving offline messages
connection-web-fetch-offline = Fetching offline messages
connection-web-config = What the service says of itself
connection-web-gateway = HTTP gateway
connection-proxy = Proxy
connection-proxy-system = As the system is set
connection-proxy-none = No proxy
connection-proxy-http = HTTP
connection-proxy-socks5 = SOCKS 5
connection-proxy-host = Proxy server
connection-proxy-port = Port
connection-proxy-user = User name (if it asks for one)
connection-proxy-password = Password
connection-proxy-not-kept = There is no keyring, so the password is forgotten when Swallowtail ends.
connection-proxy-host-wrong = Type the proxy's name or address.
connection-proxy-port-wrong = A port is a number from 1 to 65535.
connection-gateway = Through the HTTP gateway
connection-gateway-automatic = When the server's port is blocked
connection-gateway-always = Always
connection-gateway-never = Never
connection-place = Name of this computer
connection-place-about = Your other places where you are signed in see it.
connection-certificates = Accepted certificates
connection-certificate-forget = Forget
certificate-title = Is this your server?
certificate-body = { $host } shows a certificate that nobody vouches for. A server at home makes its own. Compare it with what the server printed when it started:
certificate-different = If it is different, somebody else may be answering: don't go on.
certificate-accept = It is the same
certificate-fingerprint = Fingerprint: { $fingerprint }
connection-test = Test
connection-testing = Testing…
connection-keep = Save
connection-open = On this network the password travels encrypted; what you write doesn't.
probe-name = The server's name is found
probe-server = The server answers
probe-page = The sign-in page answers
probe-certificate = Its certificate is good
probe-service = { $service }: answers
probe-works = { $step } ({ $detail })
probe-skipped = { $step } (not tested)
probe-not-an-address = That isn't an address. Check how it is written.
probe-no-such-name = There is no such name. Check how it is written, and your connection.
probe-no-answer = Nothing answers there. ({ $why })
probe-too-slow = There was no answer in time.
probe-not-msnp = Something answers, but it isn't a server of this network.
probe-not-sign-in = Something answers, but it isn't the start of a sign-in.
probe-not-encrypted = That address begins with http://, so the password wouldn't be encrypted. Use https://.
probe-no-such-page = Something answers, but it has no such page.
probe-unknown-certificate = Nobody vouches for it. When you sign in you are asked whether it is the right one.
probe-changed-certificate = It isn't the one that you accepted. Somebody may be listening in between.
probe-bad-certificate = Don't use it: it can't prove who it is. ({ $why })

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
error-uncertain = The service didn't say whether it has the message. It may not have arrived.
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
ended-refused = Couldn't sign in: the service refused. Check the address and the password.
ended-service-says = The service says: “{ $why }”
ended-refused-why = Couldn't sign in: { $why }
ended-no-dialect = Couldn't sign in: the server and Swallowtail have no version of the protocol in common.
ended-unreachable = Couldn't reach the server. Check your connection and the server's address.
ended-sign-in-service = Couldn't reach the sign-in service. Check your connection and the connection settings.
ended-certificate-unknown = Couldn't sign in: nobody that this computer trusts vouches for the certificate of { $host }.
ended-certificate-changed = Didn't sign in: { $host } shows another certificate than the one that you accepted. Somebody may be listening in between. Ask whoever runs the server; if it was changed on purpose, forget the old one in the connection settings.
ended-connection-lost = The connection to the server was lost.
ended-timed-out = The server stopped answering.
ended-garbage = The server sent something that isn't MSNP. Check the server's address.
ended-redirects = The server sent us in a circle. Try again later.

### end of Errors

### ============================================================
### Statuses
### ============================================================

status-online = Online
status-busy = Busy
status-idle = Idle
status-be-right-back = Be right back
status-away = Away
status-on-the-phone = On the phone
status-out-to-lunch = Out to lunch
status-hidden = Appear offline
status-offline = Offline
# While a change of the own status waits for the server.
status-pending = { $status } …

### end of Statuses

### ============================================================
### Contacts
### ============================================================

contacts-title = Swallowtail
contacts-find = Find a contact
contacts-find-clear = Clear the search
contacts-add = Add a contact
contacts-menu = Menu
contacts-menu-add = Add a contact…
contacts-menu-group = New group…
contacts-menu-requests = People who added you ({ $count })…
contacts-menu-privacy = Privacy…
contacts-menu-name = Change your name
contacts-menu-personal = Change your personal message
contacts-menu-sign-out = Sign out
contacts-menu-quit = Quit
contacts-name-hint = Your name
contacts-name-edit = Change your name (Ctrl+F2)
contacts-personal-hint = Say something under your name
contacts-personal-edit = Change your personal message (Shift+F2)
contacts-group-hint = Name of the group
# A group's header: its name, how many are online, how many there are.
contacts-group = { $name } ({ $online }/{ $total })
contacts-section = { $name } ({ $count })
contacts-other = Other contacts
contacts-all = Contacts
contacts-offline = Offline
contacts-empty = No contacts yet. Add one with +
contacts-empty-add = Add a contact
contacts-not-found = Nobody here matches "{ $text }".
contacts-pending = saving …
contacts-blocked = blocked
contacts-message = Send a message
contacts-block = Block
contacts-unblock = Unblock
contacts-groups = Groups
contacts-remove = Remove from contacts…
contacts-remove-from-group = Remove from this group
contacts-properties = Properties
contacts-group-rename = Rename group
contacts-group-remove = Remove group…
contacts-sort = Sort by
contacts-sort-status = Status
contacts-sort-name = Name
contacts-sort-talk = Last conversation
contacts-show = Show
contacts-offline-apart = Offline people in a group of their own
contacts-compact = Compact rows
contacts-favourites = Favourites
contacts-star = Add to favourites
contacts-unstar = Remove from favourites
contacts-group-up = Move up
contacts-group-down = Move down
contacts-alias = Give a name of your own
contacts-alias-hint = Your name for this person
contacts-copy-address = Copy address
contacts-move-to = Move to group…
contacts-copy-to = Copy to group…
contacts-move-title = Move { $name } to
contacts-copy-title = Copy { $name } to
contacts-move-yes = Move
contacts-copy-yes = Copy
contacts-drag-move = Move { $name } to { $group }
contacts-drag-copy = Copy { $name } to { $group }
contacts-drag-star = Add { $name } to favourites
contacts-drag-nowhere = Drop { $name } on a group; Ctrl copies
contacts-remove-title = Remove this contact?
contacts-remove-body = { $name } ({ $address }) disappears from your contacts. They can still see and message you unless you block them.
contacts-remove-block = Block this person too
contacts-remove-yes = Remove
contacts-group-remove-title = Remove this group?
contacts-group-remove-body = The group "{ $name }" goes; its people stay in your contacts.
contacts-connected = Connected · { $dialect } · { $service }
contacts-details = { $dialect } · server { $server }
contacts-details-as = Signed in as { $address }
contacts-route-proxy = through a proxy
contacts-route-gateway = through the HTTP gateway
contacts-route-direct = Connected directly
contacts-route-proxy-at = Through the proxy { $host }
contacts-route-gateway-at = Through the HTTP gateway { $host }: messages may take a few seconds longer
contacts-connecting = Connecting …
contacts-signed-out = Not connected
contacts-lost = { $seconds ->
        [0] Connection lost. Trying again now …
       *[other] Connection lost. Trying again in { $seconds } s.
    }
places-heading = Signed in here ({ $here }) and at:
places-sign-out = { $place } — Sign out there
places-signing-out = { $place } — signing out …
places-computer = Another computer
places-web = A web browser
places-phone = A phone
places-other = Another device
circles-nameless = A circle
circles-new = New circle…
circles-name-hint = Name of the circle
circles-invited = invited, hasn't answered yet
circles-invite-to = Invite into a circle
circles-add = Add to contacts…
circles-leave = Leave the circle…
circles-leave-title = Leave this circle?
circles-leave-body = You no longer see who is in “{ $name }” and what is said there. To come back you have to be invited again.
circles-leave-yes = Leave
circles-invitation = You are invited to the circle “{ $circle }”.
circles-invitation-from = { $name } invites you to the circle “{ $circle }”.
circles-join = Join
circles-decline = Decline
circles-open = Message the circle
contacts-retry = Try now
contacts-dismiss = Dismiss
contacts-requests = { $count ->
        [one] { $count } person added you.
       *[other] { $count } people added you.
    }
contacts-requests-look = Answer
failed-status = Your status wasn't changed.
failed-name = Your name wasn't changed.
failed-personal = Your personal message wasn't changed.
failed-property = Your details weren't changed.
failed-add = { $name } wasn't added to your contacts.
failed-remove = { $name } wasn't removed.
failed-group-membership = { $name } wasn't put into the group.
failed-block = { $name } wasn't blocked.
failed-unblock = { $name } wasn't unblocked.
failed-rename = { $name } wasn't renamed.
failed-note = The note about { $name } wasn't saved.
failed-phone = The phone number of { $name } wasn't saved.
failed-lists = Your lists weren't changed for { $name }.
failed-group-add = The group "{ $name }" wasn't made.
failed-group-rename = The group wasn't renamed.
failed-group-remove = The group wasn't removed.
failed-circle-create = The circle “{ $name }” wasn't made.
failed-circle-answer = Your answer to the invitation wasn't taken.
failed-circle-leave = You didn't leave the circle.
failed-privacy = Your privacy settings weren't changed.
failed-invite = { $name } wasn't invited.
failed-place = You weren't signed out there.
failed-other = That didn't work.

### end of Contacts

### ============================================================
### Oneself
### ============================================================

own-music = Show what I'm listening to
own-music-stop = Stop showing what I'm listening to
own-music-about = Everybody who sees your personal message sees it, as long as the music plays.
own-away = While you're away
own-idle = Idle
own-idle-about = If you're online and nobody touches the mouse or the keyboard for so long, your status becomes Idle until you're back.
own-idle-never = Never
own-idle-after = { $minutes ->
    [one] After { $minutes } minute
   *[other] After { $minutes } minutes
}
own-auto-reply = Auto-reply…
auto-reply-title = Auto-reply
auto-reply-on = Answer for me while I'm away
auto-reply-text = What is answered
auto-reply-hint = Once to each person who writes while your status is Away, Busy, Be right back, On the phone or Out to lunch.
auto-reply-keep = Save
# What is answered where nothing else was written.
auto-reply-usual = I'm not here right now. I'll write back as soon as I'm back.

### end of Oneself

### ============================================================
### Quick switcher
### ============================================================

switcher-title = Go to
switcher-menu = Go to…
switcher-hint = Go to a person, a group, or a command
switcher-talks = Conversations
switcher-people = Contacts
switcher-commands = Commands
switcher-nothing = Nothing matches "{ $text }".
# Beside the chosen line: what Enter does with it.
switcher-message = message
switcher-show = show
switcher-open = open
switcher-do = do it
switcher-status = Status: { $status }

### end of Quick switcher

### ============================================================
### Contacts from and to a file
### ============================================================

contacts-menu-import = Add contacts from a file…
contacts-menu-export = Save contacts to a file…
import-title = Import contacts
import-about = A list that Messenger saved (.ctt), or an address book as comma-separated lines (.csv).
import-path-hint = Path of the file
import-read = Look into it
import-browse = Choose a file…
import-reading = Reading …
import-missing = There is no file of that name.
import-too-long = That file is too long to be a list of contacts.
import-empty = There are no contacts in that file.
import-io = The file can't be used: { $why }
import-found = { $new } new, { $already } already in your list.
# The numbers of the first lines, and how many more there are.
import-broken = { $count ->
        [one] Line { $lines } has no address that can be used.
       *[other] { $more ->
            [0] Lines { $lines } have no address that can be used.
           *[other] Lines { $lines } and { $more } more have no address that can be used.
        }
    }
import-cut = There are more in the file; only the first { $count } are taken in.
import-more = … and { $count } more
import-add = { $count ->
        [one] Add 1 contact
       *[other] Add { $count } contacts
    }
import-adding = Adding … { $done } of { $total }
import-added = { $count ->
        [one] 1 contact was added.
       *[other] { $count } contacts were added.
    }
import-refused = { $count ->
        [one] 1 couldn't be added:
       *[other] { $count } couldn't be added:
    }
export-title = Save contacts to a file
export-other-title = Export contacts
export-about = { $count ->
        [one] 1 contact. A name that ends in .ctt keeps the address, one in .csv the name, too.
       *[other] { $count } contacts. A name that ends in .ctt keeps the addresses, one in .csv the names, too.
    }
export-format = Let the name of the file end in .ctt or .csv.
export-no-folder = There is no such folder.
export-exists = There is a file of that name already.
export-replace = Replace it
export-save = Save
export-writing = Saving …
export-done = { $count ->
        [one] 1 contact was saved.
       *[other] { $count } contacts were saved.
    }

### end of Contacts from and to a file

### ============================================================
### Add a contact
### ============================================================

add-title = Add a contact
add-address = E-mail address
add-address-hint = name@example.com
add-name = Name (optional)
add-name-hint = What you want to call them
add-group = Group (optional)
add-group-none = No group
add-button = Add
add-waiting = Asking the server …
add-self = That is your own address.
add-already = { $name } is in your contacts already.
add-note = They are asked whether you may see when they are online.
add-offline = You are not connected. Wait until the connection is back.

### end of Add a contact

### ============================================================
### Added you
### ============================================================

added-title = Someone added you
# After the name and the address, on a line of its own.
added-one = added you to their contact list.
added-many = { $count } people added you to their contact list.
added-allow = Let this person see when I'm online and message me
added-allow-many = Let them see when I'm online and message me
added-block = Block this person
added-block-many = Block them
added-add = Add this person to my contacts
added-add-many = Add them to my contacts
added-in = in
added-no-group = no group
added-later = Ask me later
added-ok = OK
added-nobody = Nobody waits for an answer.

### end of Added you

### ============================================================
### Options
### ============================================================

contacts-menu-options = Options…
switcher-options = Options: { $page }
options-title = Options
options-at-once = Every change counts at once.
options-not-kept = Changes count until Swallowtail ends: the file of the settings is left alone.
options-open = Open…
options-change = Change…
options-less = Less
options-more = More
options-personal = Personal
options-messages = Messages
options-alerts = Alerts
options-privacy = Privacy
options-connection = Connection
options-history = History
options-appearance = Appearance
options-shortcuts = Shortcuts
options-you = You
options-name = Your name
options-personal-message = Your personal message
options-sign-in = Signing in
options-sign-in-as = Sign in as
options-sign-in-as-about = Your status the next time you sign in. Choosing Online, Busy or Appear offline in the status menu changes it, too.
options-remember-about = It is kept in the keyring of your system, nowhere else.
options-log = In a conversation
options-times-about = Otherwise the time stands where the pointer rests.
options-own-look = How your messages look
options-own-look-about = Whoever reads them sees this font, if they have it.
options-lists = Allowed and blocked people
options-lists-about = Who can see you and message you, and who has added you.
options-connection-about = Which service you use is chosen where you sign in. What you change here counts the next time Swallowtail connects.
options-certificates-about = Servers of your own that nobody vouches for. Forget one, and you are asked again.
options-list = Contact list
options-ground = Light or dark
options-ground-system = As the system is
options-ground-light = Light
options-ground-dark = Dark
options-contrast = High contrast
options-contrast-about = Stronger colours for text, and lines that can be seen.
options-text-size = Text size
options-text-size-about = Windows and everything in them grow along.
options-percent = { $percent } %
options-tell = Show a notification when
options-tell-online = a contact comes online
options-tell-message = somebody writes or sends a nudge
options-tell-call = somebody opens a conversation with you
options-tell-call-about = When they write at once, only the message is told.
options-tell-waited = messages waited for you
options-tell-added = somebody adds you or invites you to a circle
options-tell-about = For one person you set in their menu in the contact list what you are told whatever stands here.
options-quiet = Not to be disturbed
options-silent = No notifications while I'm busy or on the phone
options-silent-about = Except of those for whom you asked to be told even then.
options-open-window = Open a window for the first message
options-open-window-about = It opens without taking the keyboard from you. Otherwise the contact list counts what waits.
options-sample = This is how you write.
options-color-other = Another colour
options-color-name = { $number ->
    [1] Slate
    [2] Brown
    [3] Red
    [4] Orange
    [5] Ochre
    [6] Olive
    [7] Green
    [8] Sea green
    [9] Teal
    [10] Blue
    [11] Royal blue
    [12] Violet
    [13] Purple
    [14] Magenta
    [15] Raspberry
   *[16] Taupe
}

### end of Options

### ============================================================
### Shortcuts
### ============================================================

shortcuts-everywhere = Everywhere
shortcuts-contacts = In the contact list
shortcuts-conversation = In a conversation
shortcut-focus-next = To the next field or button
shortcut-focus-previous = To the one before
shortcut-switch = Go to a person, a group, a command
shortcut-options = Options
shortcut-appear-offline = Appear offline, or be back
shortcut-close = Close the window
shortcut-quit = Quit Swallowtail
shortcut-open = Open the conversation, or fold the group
shortcut-rename = Name of your own for a person; rename a group
shortcut-remove = Remove a person or a group
shortcut-group-up = Move the group up
shortcut-group-down = Move the group down
shortcut-fold = Fold the group
shortcut-unfold = Unfold the group
shortcut-send = Send
shortcut-line = New line
shortcut-undo = Undo
shortcut-redo = Redo
shortcut-page-up = A page up
shortcut-page-down = A page down
shortcut-start = To the first message
shortcut-end = To the last message
shortcut-menu = Menu of the conversation
shortcuts-options = In the options
shortcut-next-page = Next page
shortcut-previous-page = Previous page
key-ctrl = Ctrl
key-shift = Shift
key-alt = Alt
key-tab = Tab
key-enter = Enter
key-delete = Delete
key-up = Up
key-down = Down
key-left = Left
key-right = Right
key-page-up = Page Up
key-page-down = Page Down
key-home = Home
key-end = End

### end of Shortcuts

### ============================================================
### Privacy
### ============================================================

privacy-title = Privacy
privacy-tab = Privacy
privacy-allowed = People who can see me and message me
privacy-blocked = Blocked people
privacy-others = All other people
privacy-block = Block
privacy-allow = Allow
privacy-tell-me = Tell me when someone adds me to their contact list
privacy-only-allowed = Only people on my allow list can see my status and message me
privacy-who = Who has added me? ({ $count })
privacy-who-title = Who has added me
privacy-who-none = Nobody has added you yet.
privacy-who-contact = in your contacts
privacy-who-allowed = allowed
privacy-who-blocked = blocked
privacy-who-neither = no decision yet
privacy-add = Add
privacy-allowed-none = Nobody is on your allow list.
privacy-blocked-none = You haven't blocked anybody.
privacy-done = Done
privacy-offline = You are not connected: nothing can be changed now.

### end of Privacy

### ============================================================
### Properties
### ============================================================

properties-title = About { $name }
properties-address = Address
properties-copy = Copy the address
properties-says = Says
properties-lists = Lists
properties-groups = Groups
properties-groups-none = none
properties-program = Their program
properties-phone-home = Home
properties-phone-work = Work
properties-phone-mobile = Mobile
properties-phone-fax = Fax
properties-phone-pager = Pager
properties-phone-other = Other number
properties-alias = Nickname
properties-note = Note
properties-save = Save
properties-no-address-book = This server's version of the protocol has no address book, so notes and phone numbers can't be kept.
properties-list-forward = in your contacts
properties-list-allow = may see and message you
properties-list-block = blocked
properties-list-pending = waits for your answer
properties-lists-none = on none of your lists
properties-can-mobile = signed in from a mobile device
properties-can-web = uses a web messenger
properties-can-bot = is a bot
properties-can-winks = understands winks
properties-can-chunks = takes long messages in parts
properties-can-nothing = not known while they are offline
properties-can-plain = no special abilities
properties-gone = This person is on none of your lists any more.

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
chat-state-waiting-lost = Waiting for the connection…
chat-state-delivered = Delivered
chat-state-left = They are offline. Will be delivered when they sign in.
chat-sent-while-away = sent while you were away
# Beside the name over what a program said by itself, in place of somebody who is away.
chat-automatic = automatic reply
chat-state-failed = Not delivered
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
chat-new-above-tip = Shift+Page Up
chat-show-later = Show later messages
chat-empty = Say hello to { $name }.
chat-empty-group = Nobody has said anything yet.
chat-link-opens = Opens { $target }

chat-with-two = { $name } and { $other }
chat-with-more = { $name }, { $other } and { $last }
chat-with-many = { $name }, { $other } and { $count } more
chat-nobody = Nobody else is here
chat-people = { $count ->
    [one] One other person
   *[other] { $count } other people
}
chat-circle-people = { $count ->
    [one] One other member
   *[other] { $count } other members
}, { $here } here
chat-roster = In this conversation ({ $count })
chat-circle-roster = In this circle ({ $count })
chat-you = you

chat-offline = { $name } is offline. Messages can't be delivered until they sign in.
chat-offline-left = { $name } is offline; your message will be delivered when they sign in.
chat-blocked = You have blocked { $name }. Unblock them to talk.
chat-hidden = You appear offline. Messages can't be sent until you change your status.
chat-lost = The connection is lost. What you send now goes out when it is back.
chat-signing-in = Signing in. You can send messages in a moment.
chat-signed-out = You are signed out. Sign in to send messages.
chat-everyone-left = Everyone else has left. Start a new conversation from your contact list.
chat-circle-gone = You aren't in this circle any more.
chat-circle-closed = The circle isn't open yet. You can write in a moment.
chat-circle-nobody = Nobody else of this circle is here now, so nobody gets what you write.
chat-too-long = That is too long to send. Shorten it by { $count ->
    [one] 1 character.
   *[other] { $shown } characters.
}
chat-long-pasted = What you pasted is too long for one message.
chat-long-send = Send as { $count } messages
chat-long-drop = Don't paste
chat-nudge-wait = You can nudge again in { $seconds ->
    [one] one second
   *[other] { $seconds } seconds
}.
chat-stranger = { $name } isn't on your contact list.
chat-add = Add { $name }

chat-invite = Invite someone
chat-invite-nobody = Nobody else is online.
chat-invite-circle-nobody = There is nobody you can invite.
chat-block = Block { $name }
chat-unblock = Unblock { $name }
chat-more = More (F10)
chat-properties = Properties
chat-copy = Copy the conversation
chat-times = Show the time of each message
chat-leave = Leave the conversation
chat-placeholder = Write a message
chat-send = Send
chat-emoji = Emoji
chat-nudge = Send a nudge
chat-format = Font and colour

### end of Conversation

### ============================================================
### Conversation windows
### ============================================================

chat-close = Close
chat-tabs = Conversations in tabs
chat-tab-status = { $name } – { $status }
chat-tab-close = Close (Ctrl+W)
chat-new-count = { $count ->
    [one] 1 new message
   *[other] { $count } new messages
}
notification-several = invites you to a conversation with { $names }
chat-send-later = Send as offline message
chat-send-all-again = Send all { $count } messages again
chat-new-above = Jump to new messages
options-talks = Conversations
options-tabs-about = All of them in one window, each under a tab. Otherwise each has a window of its own.
shortcuts-tabs = Conversations in tabs
shortcut-tab-next = The next tab
shortcut-tab-previous = The tab before
shortcut-tab-right = Move the tab to the right
shortcut-tab-left = Move the tab to the left
chat-invite-menu = Invite someone…
chat-invite-search = Search by name or address
chat-invite-yes = Invite
chat-invite-not-found = Nobody who is online is called that.
chat-invite-more = { $count } more. Type to find them.
chat-invite-aimed = Let go to invite { $name }
contacts-invite-to = Invite to the conversation with

### end of Conversation windows

### ============================================================
### Emoji
### ============================================================

emoji-search = Type to search
emoji-search-clear = Clear the search
emoji-none = There is no emoji of that name.
# What each emoji is called; the first name stands in its tip, all of them are searched.
emoji-words =
    😀 grin, happy, smile
    😃 laugh, happy, open-mouthed, smile
    😄 laugh, happy, eyes
    😁 beam, grin, teeth
    😆 squint, laugh, haha
    😅 sweat, relief, phew
    😂 tears of joy, laugh, lol
    🙂 smile, happy
    😉 wink
    😊 blush, happy, smile
    😇 angel, halo, innocent
    😍 in love, heart eyes
    😘 blow a kiss, love
    😋 yummy, tasty, tongue
    😛 tongue out
    😜 crazy, tongue, wink
    🤪 zany, goofy
    🤨 sarcastic, eyebrow, doubt
    🧐 monocle, curious
    🤓 nerd, glasses
    😎 cool, hot, sunglasses
    🥳 party, celebrate, hat
    😏 smirk
    😒 annoyed, meh
    😔 sorry, down, sad
    😟 worried
    😕 confused
    🙁 sad, frown
    😐 disappointed, neutral, straight
    😣 struggle, hurt
    😫 tired, exhausted
    🥺 please, pleading
    😢 crying, tear, sad
    😭 sob, cry, loud
    😤 huff, proud, steam
    😠 angry
    😡 furious, rage, red
    😳 embarrassed, flushed
    😱 scream, fear
    😨 afraid, fear
    😴 sleepy, asleep, zzz
    🤔 thinking, hmm
    🤗 hug
    🙄 eye-rolling
    😬 baring teeth, grimace
    😮 surprised, wow, oh
    🥱 yawn, bored
    🤐 don't tell anyone, zipped, quiet
    🤫 secret, hush, quiet
    🤒 ill, fever
    🤢 sick, nausea
    😈 devil, evil
    🤷 I don't know, shrug
    👍 thumbs up, yes, good
    👎 thumbs down, no, bad
    👏 clap, bravo
    🙏 please, thanks, pray
    👋 wave, hello, bye
    ✋ high five, hand, stop
    🤞 fingers crossed, luck
    💪 strong, muscle
    👀 eyes, look
    👧 girl
    👦 boy
    💋 kiss, lips
    ❤️ heart, love, red
    💛 yellow heart, love
    💔 broken heart
    🌹 rose, flower
    🥀 wilted rose, flower
    🎂 birthday cake
    🎁 gift, present
    🎉 party, congratulations
    🎈 balloon
    ✨ sparkles
    🔥 fire, hot
    💯 hundred, perfect
    🍕 pizza
    🍽️ plate, dinner, eat
    🥣 bowl, soup
    🍰 cake, sweet
    ☕ coffee, tea, cup
    🍺 beer
    🍸 cocktail, martini, drink
    🐱 cat
    🐶 dog
    🐰 rabbit
    🐑 sheep
    🐢 turtle
    🐌 snail
    🦇 bat, vampire
    🦋 butterfly
    🌙 moon, night, sleep
    ⭐ star
    ☀️ sun
    🌈 rainbow
    ⛈️ storm, thunder, rain
    ⚡ lightning
    ☔ umbrella, rain
    🏝️ island, beach, holiday
    🚗 car
    ✈️ plane, travel
    ⚽ football, soccer
    🎮 game, controller
    🎵 music, note
    🎞️ film, movie
    📷 camera, photo
    💻 computer, laptop
    📱 mobile phone
    📞 telephone, call
    📧 e-mail, letter
    ⏰ clock, time, alarm
    💡 idea, light bulb
    💰 money
    🚬 cigarette, smoke
    🙈 see no evil, monkey
    👻 ghost

### end of Emoji

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
### Writing
### ============================================================

edit-cut = Cut
edit-copy = Copy
edit-paste = Paste
edit-all = Select all
spelling-none = No suggestions
spelling-looking = Looking for suggestions…
spelling-add = Add to dictionary
spelling-ignore = Ignore
spelling-language = Check spelling in
spelling-usual = Usual: { $language }
spelling-usual-none = Usual: no dictionary for your language
spelling-off = Don't check here
spelling-again = Look for dictionaries again
spelling-broken = The dictionary for { $language } can't be used: { $why }.
spelling-no-dictionary = No dictionary was found. Install one, such as the package { $package }, or put its .aff and .dic files into { $folder }.
options-spelling = Spelling
options-spelling-on = Check spelling while I write
options-spelling-about = Misspelt words get a wavy line. A right click on one, or the Menu key, offers corrections.
options-spelling-language = Language
options-spelling-language-about = For a contact to whom you write in another language, choose it in the menu of the field there.
options-spelling-system = The system's: { $language }
options-spelling-system-none = The system's: no dictionary for it
contacts-draft = You have written something and not sent it
options-writing = Writing
options-drafts = Keep what I haven't sent
options-drafts-about = What you wrote in a conversation and didn't send is there again after a restart.

### end of Writing

### ============================================================
### Notifications
### ============================================================

notification-open = Open
notification-online = { $name } is online
notification-nudge = sent you a nudge
notification-ring = wants to talk with you
notification-added = has added you
notification-circle = invites you to the circle “{ $circle }”
notification-circle-title = Invitation to a circle
notification-waited-from = { $count ->
    [one] left you a message
   *[other] left you { $count } messages
}
notification-waited = { $count ->
    [one] One message waited for you
   *[other] { $count } messages waited for you
}
notification-waited-who = from { $names }

### end of Notifications

### ============================================================
### One contact: told of, muted, last seen
### ============================================================

watch-menu = Tell me when…
watch-title = { $name }: tell me when they
watch-caption = Tell me when they
watch-online = come online
watch-offline = go offline
watch-status = change their status
watch-writes = write
watch-even-busy = Also while I am busy
notification-offline = { $name } is offline now
notification-status = { $name }: { $status }
nudges-mute = Mute nudges
nudges-mute-about = A nudge of theirs stays a line in the conversation: no shaking, no notification.
properties-favourite = Favourite
properties-own-name = Their name
properties-seen = Last seen
properties-seen-now = here now
properties-seen-never = not yet from this computer
properties-seen-at = { $day }, { $time }
properties-has-you = Has you
properties-has-you-yes = yes, you are in their contacts
properties-has-you-no = no
add-two = There are two @ in it. Which of them is the address?
add-no-name = Something is missing before the @, such as name@example.com.
add-no-domain = Something is missing after the @, such as name@example.com.
add-dots = There is a dot too many in it.
add-nobody = Nobody on this service has the address { $address }. There is no account with it: check the spelling.
add-not-here = This service doesn't take { $address }. Perhaps it is misspelled, or the account is at another service.
add-blocked = You have blocked this person. They stay blocked until you unblock them.
error-302 = The service no longer accepts your sign-in. Sign in again.
error-402 = The contact list service refused. Your list may be full; otherwise try again later.
contacts-drag-above = Put { $name } above { $group }
contacts-drag-below = Put { $name } below { $group }
contacts-drag-group = Drop { $name } on another group to put it there
alerts-shake = Nudges shake their window
alerts-shake-about = At most once in ten seconds for each contact. The nudges of one contact are muted in their menu.
alerts-own = Contacts with wishes of their own
alerts-own-online = comes online
alerts-own-offline = goes offline
alerts-own-status = changes status
alerts-own-writes = writes
alerts-own-busy = also while you are busy
alerts-muted = nudges muted

### end of One contact

### ============================================================
### Guide
### ============================================================


### end of Guide

### ============================================================
### Windows and start
### ============================================================

title-unread = ({ $count }) { $title }
dismiss = Dismiss
problem-settings-kept = The settings couldn't be read, so Swallowtail starts with new ones. The old file is kept as { $path }.
problem-settings = The settings couldn't be read and couldn't be moved away, so changes won't be kept this time.
problem-settings-newer = The settings are those of a newer Swallowtail. What this one knows of them holds; what you change isn't kept.
problem-not-saved = The settings couldn't be saved. ({ $why })
problem-services = Your own services.toml couldn't be used. ({ $why })
problem-keyring-absent = No keyring is running, so the password wasn't remembered.
problem-keyring-silent = The keyring doesn't answer, so the password wasn't remembered.
problem-keyring-refused = The keyring didn't take or give the password. Unlock it and try again.
problem-local-data = The built-in server couldn't use its files. ({ $why })
problem-local-listen = The built-in server couldn't start, because no port is free for it. ({ $why })
problem-local-other = Another Swallowtail should be running the built-in server, but it doesn't answer. Close it and try again.
problem-account-exists = There is already an account { $address }. Sign in to it, or choose another address.
problem-account-invalid = The account couldn't be made. ({ $why })
problem-no-server = No server is set. Open the connection settings and type one.

### end of Windows and start

### ============================================================
### History
### ============================================================

history-not-kept = What is said now isn't kept in the history: { $why }.
history-aside = The history couldn't be read, so a new one was begun. The old file is kept as { $path }.
history-error-full = the disk is full
history-error-read-only = its folder can't be written to
history-error-broken = its file is damaged
history-error-newer = its file was made by a later version of Swallowtail
history-error-slow = the disk doesn't answer
history-error-stopped = it was stopped
chat-unkept = This conversation isn't kept in the history.
chat-unkept-all = The history is turned off, so this conversation isn't kept.

# The window.
history-title = History
history-find = Find a person
history-search = Search everything that was said
history-everyone = Everyone
history-several = Several people
history-circle = A circle
history-count = { $count ->
    [one] 1 entry
   *[other] { $count } entries
}
history-last-today = last talk today, { $time }
history-last-yesterday = last talk yesterday
history-last-day = last talk { $day } { $month }
history-last-year = { $day } { $month } { $year }
history-month = { $month } { $year }
history-month-before = The month before
history-month-after = The month after
history-period-all = All time
history-period-year = The last year
history-period-month = The last 30 days
history-period-week = The last week
history-more = More
history-open = Open the conversation
history-save = Save as…
history-print = Print…
history-found = { $count ->
    [one] 1 message
   *[other] { $count } messages
} in { $conversations ->
    [one] 1 conversation
   *[other] { $conversations } conversations
}
history-found-newest = { $count } messages; the newest { $shown } are shown
history-found-many = More than { $count } messages; the newest are shown
history-found-none = No message has these words
history-found-none-hint = Try fewer or shorter words, or another person.
history-empty = Nothing was said here yet.
history-is-off = The history is turned off. What was kept before is still here.
history-back = Back to what was found
history-trouble = The history can't be read: { $why }.
history-picked = { $name }, { $day }, { $time }
history-copy = Copy
history-place = Show in the conversation
history-delete = Delete
history-delete-title = Delete from the history?
history-delete-for-good = It can't be brought back.
history-delete-entry-ask = This message is deleted from the history.
history-delete-day = Delete this day…
history-delete-day-ask = What was said on this day is deleted ({ $who }): { $day }.
history-delete-older = Delete what is older than { $days } days…
history-delete-older-ask = What is older than { $days } days is deleted ({ $who }).
history-delete-whole = Delete this conversation…
history-delete-whole-ask = Everything that was said with { $who } is deleted.
history-delete-all = Delete everything…
history-delete-all-ask = The whole history of this account is deleted.
history-deleting = Deleting: { $count } entries so far…
save-title = Save the conversation
save-title-print = Print the conversation
save-heading = Conversation: { $name }
save-about = What was said with { $name } goes to a file.
save-html = A page for the browser, and to print (HTML)
save-text = Plain text
save-json = For programs (JSON)
save-writing = { $count } of { $total } entries are written…
save-done = { $count ->
    [one] Done: 1 entry stands in the file.
   *[other] Done: { $count } entries stand in the file.
}
save-stopped = It was stopped. No file was made.
save-failed = The file couldn't be written: { $why }.
save-print = Print
chat-history = History
chat-keep = Keep in the history
chat-save = Save as…
chat-print = Print…
contacts-history = History
contacts-menu-history = History…
properties-history = History
shortcut-history = The history
options-history-keep = Keep what is said
options-history-keep-about = When it is off, nothing is added; what was kept stays until you delete it. Each conversation's menu has a switch of its own.
options-history-time = For how long
options-history-time-about = What is older is deleted by itself.
options-history-forever = For ever
options-history-year = 1 year
options-history-days = { $days } days
options-history-look = What was said
options-history-look-about = Look at it, search it, save it, delete it.

### end of History
