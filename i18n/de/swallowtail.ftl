### ============================================================
### General
### ============================================================

app-name = Swallowtail
cancel = Abbrechen
close = Schließen
back = Zurück

### end of General

### ============================================================
### Sign-in
### ============================================================

step-connecting = Verbindung zu { $server }…
step-negotiating = Protokollversion wird vereinbart…
step-authenticating = Passwort wird geprüft…
step-redirected = Weiter zu { $server }…
step-synchronizing = Kontakte werden geholt…

sign-in-title = Anmelden
sign-in-service = Dienst
sign-in-email = E-Mail-Adresse
sign-in-email-example = name@example.com
sign-in-password = Passwort
sign-in-no-password = Gib dein Passwort ein.
sign-in-as = Anmelden als:
sign-in-remember = Passwort merken
sign-in-keyring = (Schlüsselbund)
sign-in-automatic = Automatisch anmelden
sign-in-button = Anmelden
sign-in-new-account = Lokales Konto anlegen
sign-in-website = Konto besorgen
sign-in-connection = Verbindung…
keyring-absent = Auf diesem Computer läuft kein Schlüsselbund, deshalb lässt sich das Passwort nicht merken.
keyring-silent = Der Schlüsselbund dieses Computers antwortet nicht, deshalb lässt sich das Passwort nicht merken.

service-local = Dieser Computer (eingebauter Server)
service-custom = Anderer Server

signing-in-title = Anmeldung läuft
stage-connect = Verbinden
stage-agree = Version vereinbaren
stage-password = Passwort prüfen
stage-contacts = Kontakte holen

lost-title = Nicht verbunden
lost-retry-in = Neuer Versuch in { $seconds } s.
lost-retry-now = Neuer Versuch…
lost-try-now = Jetzt versuchen

new-account-title = Neues lokales Konto
new-account-about = Das Konto liegt in dem Server, der in Swallowtail steckt, nur auf diesem Computer. Nichts davon verlässt ihn.
new-account-name = Dein Name
new-account-email = Adresse
new-account-password = Passwort
new-account-again = Passwort noch einmal
new-account-create = Konto anlegen
new-account-no-name = Gib einen Namen ein, damit andere dich erkennen.
new-account-long-name = Dieser Name ist zu lang oder enthält Zeichen, die in einem Namen nicht vorkommen dürfen.
new-account-no-password = Wähl ein Passwort.
new-account-long-password = Dieses Passwort ist zu lang.
new-account-different = Die beiden Passwörter sind verschieden.

connection-title = Verbindungseinstellungen
connection-built-in = Dieser Server ist ein Teil von Swallowtail. Er läuft auf diesem Computer, solange Swallowtail läuft, und braucht keine Adressen.
connection-server = Server
connection-nexus = Anmeldeseite (Nexus)
connection-server-wrong = Ein Server sieht so aus: messenger.example oder messenger.example:1863.
connection-nexus-wrong = Die Anmeldeseite braucht eine Adresse, die mit https:// beginnt.
connection-web = Webdienste
connection-web-about = Was leer bleibt, wird aus dem Namen des Servers abgeleitet.
connection-web-wrong = Diese Adresse muss mit https:// beginnen.
connection-gateway-wrong = Diese Adresse muss mit http:// oder https:// beginnen.
connection-web-tokens = Anmeldetickets (RST)
connection-web-address-book = Adressbuch
connection-web-sharing = Kontaktlisten
connection-web-leave-offline = Offline-Nachrichten hinterlassen
connection-web-fetch-offline = Offline-Nachrichten abholen
connection-web-config = Angaben des Dienstes über sich
connection-web-gateway = HTTP-Gateway
connection-proxy = Proxy
connection-proxy-system = Wie im System eingestellt
connection-proxy-none = Kein Proxy
connection-proxy-http = HTTP
connection-proxy-socks5 = SOCKS 5
connection-proxy-host = Proxyserver
connection-proxy-port = Port
connection-proxy-user = Benutzername (falls gefragt wird)
connection-proxy-password = Passwort
connection-proxy-not-kept = Es gibt keinen Schlüsselbund, also wird das Passwort vergessen, wenn Swallowtail endet.
connection-proxy-host-wrong = Gib den Namen oder die Adresse des Proxys ein.
connection-proxy-port-wrong = Ein Port ist eine Zahl von 1 bis 65535.
connection-gateway = Über das HTTP-Gateway
connection-gateway-automatic = Wenn der Port des Servers gesperrt ist
connection-gateway-always = Immer
connection-gateway-never = Nie
connection-place = Name dieses Computers
connection-place-about = Deine anderen Anmeldeorte sehen ihn.
connection-certificates = Angenommene Zertifikate
connection-certificate-forget = Vergessen
certificate-title = Ist das dein Server?
certificate-body = { $host } zeigt ein Zertifikat, für das niemand bürgt. Ein Server zu Hause macht sich sein eigenes. Vergleich es mit dem, was der Server beim Start ausgegeben hat:
certificate-different = Ist es verschieden, antwortet vielleicht jemand anderes: Mach dann nicht weiter.
certificate-accept = Es ist dasselbe
certificate-fingerprint = Fingerabdruck: { $fingerprint }
connection-test = Testen
connection-testing = Test läuft…
connection-keep = Speichern
connection-open = In diesem Netz wird das Passwort verschlüsselt übertragen; was du schreibst, nicht.
probe-name = Der Name des Servers wird gefunden
probe-server = Der Server antwortet
probe-page = Die Anmeldeseite antwortet
probe-certificate = Ihr Zertifikat ist gültig
probe-service = { $service }: antwortet
probe-works = { $step } ({ $detail })
probe-skipped = { $step } (nicht getestet)
probe-not-an-address = Das ist keine Adresse. Prüf die Schreibweise.
probe-no-such-name = Diesen Namen gibt es nicht. Prüf die Schreibweise und deine Verbindung.
probe-no-answer = Dort antwortet nichts. ({ $why })
probe-too-slow = Es kam nicht rechtzeitig eine Antwort.
probe-not-msnp = Dort antwortet etwas, aber kein Server dieses Netzes.
probe-not-sign-in = Dort antwortet etwas, aber es ist nicht der Anfang einer Anmeldung.
probe-not-encrypted = Diese Adresse beginnt mit http://, das Passwort wäre also nicht verschlüsselt. Nimm https://.
probe-no-such-page = Dort antwortet etwas, aber es hat keine solche Seite.
probe-unknown-certificate = Niemand bürgt dafür. Beim Anmelden wirst du gefragt, ob es das richtige ist.
probe-changed-certificate = Es ist nicht das, das du angenommen hast. Vielleicht hört jemand dazwischen mit.
probe-bad-certificate = Verwende sie nicht: Sie kann sich nicht ausweisen. ({ $why })

### end of Sign-in

### ============================================================
### Errors
### ============================================================

error-address-empty = Gib eine Adresse ein.
error-address-shape = Eine Adresse sieht so aus: name@example.com.
error-address-character = Eine Adresse enthält keine Leerzeichen und keine Steuerzeichen.
error-address-too-long = Diese Adresse ist zu lang: höchstens 129 Bytes.

error-timeout = Der Server hat nicht rechtzeitig geantwortet. Versuch es noch einmal.
error-connection-lost = Die Verbindung brach ab, bevor der Server geantwortet hat.
error-not-signed-in = Du bist nicht angemeldet.
error-unsupported = Das kann die Protokollversion dieses Servers nicht.
error-unknown-contact = Diese Person steht nicht in deiner Kontaktliste.
error-unknown-group = Diese Gruppe gibt es nicht mehr.
error-too-long = Das ist zu lang: höchstens { $limit } Bytes.
error-unreachable = Die Person ist offline oder nimmt keine Nachrichten von dir an.
error-uncertain = Der Dienst hat nicht bestätigt, dass er die Nachricht hat. Vielleicht ist sie nicht angekommen.
error-not-acknowledged = Die Nachricht hat nicht alle erreicht.
error-conversation-closed = Die Unterhaltung wurde geschlossen, bevor die Nachricht gesendet war.
error-empty = Da steht nichts. Gib zuerst etwas ein.
error-queue-full = Es warten zu viele Nachrichten. Versuch es gleich noch einmal.

error-200 = Der Server hat die Anfrage nicht verstanden. Vielleicht unterstützt er sie nicht.
error-201 = Der Server hat die Eingabe nicht angenommen. Prüf sie und versuch es noch einmal.
error-205 = Es gibt kein Konto mit dieser Adresse.
error-206 = In der Adresse fehlt die Domain. Schreib sie ganz aus, etwa name@example.com.
error-207 = Du bist schon angemeldet.
error-209 = Der Server nimmt diesen Namen nicht an. Wähl einen anderen.
error-210 = Die Liste ist voll. Entferne zuerst jemanden oder eine Gruppe.
error-215 = Diese Person steht schon auf der Liste.
error-216 = Diese Person steht nicht auf der Liste.
error-217 = Die Person ist offline oder nimmt keine Nachrichten von dir an.
error-218 = Dieser Zustand gilt schon.
error-219 = Die Person steht auf der Gegenliste. Nimm sie zuerst dort weg.
error-224 = Diese Gruppe gibt es nicht mehr.
error-225 = Die Person ist nicht in dieser Gruppe.
error-227 = Die Gruppe ist nicht leer. Verschieb zuerst ihre Mitglieder.
error-228 = Es gibt schon eine Gruppe mit diesem Namen.
error-229 = Der Gruppenname ist zu lang.
error-230 = Diese Gruppe lässt sich nicht entfernen.
error-280 = Der Gesprächsserver ist gerade nicht erreichbar. Versuch es gleich noch einmal.
error-500 = Beim Server ist etwas schiefgegangen. Versuch es später noch einmal.
error-502 = Der Server hat diese Funktion vorübergehend abgeschaltet.
error-600 = Der Server ist überlastet oder wird heruntergefahren. Versuch es später noch einmal.
error-710 = Der Server hat die Anfrage nicht angenommen.
error-800 = Zu viele Änderungen in kurzer Zeit. Warte einen Moment und versuch es noch einmal.
error-911 = Die Adresse oder das Passwort stimmt nicht.
error-913 = Das geht nicht, solange du als offline angezeigt wirst.
error-917 = Der Server konnte dich für diese Unterhaltung nicht bestätigen. Versuch es noch einmal.
error-920 = Der Server nimmt gerade keine neuen Anmeldungen an. Versuch es später noch einmal.
error-923 = Dieses Kinderkonto braucht die Zustimmung der Eltern. Sie wird auf der Website des Dienstes erteilt.
error-924 = Dieses Konto muss zuerst per E-Mail bestätigt werden.
error-928 = Das Anmeldeticket wurde abgelehnt. Melde dich neu an.
error-other = Der Server hat abgelehnt (Fehler { $number }).
error-number = Fehler { $number }

ended-requested = Du hast dich abgemeldet.
ended-elsewhere = Du hast dich an einem anderen Ort angemeldet und wurdest deshalb hier abgemeldet.
ended-shutdown = Der Server wird heruntergefahren. Versuch es später noch einmal.
ended-terms = Der Dienst verlangt, dass du zuerst auf seiner Website den Bedingungen zustimmst.
ended-wrong-password = Anmeldung nicht möglich: Die Adresse oder das Passwort stimmt nicht.
ended-refused = Anmeldung nicht möglich: Der Dienst hat abgelehnt. Prüf die Adresse und das Passwort.
ended-service-says = Der Dienst sagt: „{ $why }“
ended-refused-why = Anmeldung nicht möglich: { $why }
ended-no-dialect = Anmeldung nicht möglich: Der Server und Swallowtail haben keine gemeinsame Protokollversion.
ended-unreachable = Der Server ist nicht erreichbar. Prüf deine Verbindung und die Adresse des Servers.
ended-sign-in-service = Der Anmeldedienst ist nicht erreichbar. Prüf deine Verbindung und die Verbindungseinstellungen.
ended-certificate-unknown = Anmeldung nicht möglich: Niemand, dem dieser Computer vertraut, bürgt für das Zertifikat von { $host }.
ended-certificate-changed = Nicht angemeldet: { $host } zeigt ein anderes Zertifikat als das, das du angenommen hast. Vielleicht hört jemand dazwischen mit. Frag, wer den Server betreibt; wurde es mit Absicht geändert, dann vergiss das alte in den Verbindungseinstellungen.
ended-connection-lost = Die Verbindung zum Server ist abgebrochen.
ended-timed-out = Der Server antwortet nicht mehr.
ended-garbage = Der Server sendet etwas anderes als MSNP. Prüf die Adresse des Servers.
ended-redirects = Der Server schickt uns im Kreis. Versuch es später noch einmal.

### end of Errors

### ============================================================
### Statuses
### ============================================================

status-online = Online
status-busy = Beschäftigt
status-idle = Untätig
status-be-right-back = Gleich zurück
status-away = Abwesend
status-on-the-phone = Am Telefon
status-out-to-lunch = Beim Essen
status-hidden = Als offline anzeigen
status-offline = Offline
# Solange eine Änderung des eigenen Status auf den Server wartet.
status-pending = { $status } …

### end of Statuses

### ============================================================
### Contacts
### ============================================================

contacts-title = Swallowtail
contacts-find = Kontakt suchen
contacts-find-clear = Suche leeren
contacts-add = Kontakt hinzufügen
contacts-menu = Menü
contacts-menu-add = Kontakt hinzufügen …
contacts-menu-group = Neue Gruppe …
contacts-menu-requests = Wer dich hinzugefügt hat ({ $count }) …
contacts-menu-privacy = Privatsphäre …
contacts-menu-name = Namen ändern
contacts-menu-personal = Persönliche Nachricht ändern
contacts-menu-sign-out = Abmelden
contacts-menu-quit = Beenden
contacts-name-hint = Dein Name
contacts-name-edit = Namen ändern (Strg+F2)
contacts-personal-hint = Schreib etwas unter deinen Namen
contacts-personal-edit = Persönliche Nachricht ändern (Umschalt+F2)
contacts-group-hint = Name der Gruppe
# Die Überschrift einer Gruppe: ihr Name, wie viele online sind, wie viele es sind.
contacts-group = { $name } ({ $online }/{ $total })
contacts-section = { $name } ({ $count })
contacts-other = Andere Kontakte
contacts-all = Kontakte
contacts-offline = Offline
contacts-empty = Noch keine Kontakte. Füge mit + jemanden hinzu
contacts-empty-add = Kontakt hinzufügen
contacts-not-found = Niemand hier passt zu „{ $text }“.
contacts-pending = wird gespeichert …
contacts-blocked = blockiert
contacts-message = Nachricht senden
contacts-block = Blockieren
contacts-unblock = Nicht mehr blockieren
contacts-groups = Gruppen
contacts-remove = Aus den Kontakten entfernen …
contacts-remove-from-group = Aus dieser Gruppe entfernen
contacts-properties = Eigenschaften
contacts-group-rename = Gruppe umbenennen
contacts-group-remove = Gruppe entfernen …
contacts-sort = Sortieren nach
contacts-sort-status = Status
contacts-sort-name = Name
contacts-sort-talk = Letztes Gespräch
contacts-show = Anzeigen
contacts-offline-apart = Offline als eigene Gruppe
contacts-compact = Kompakte Zeilen
contacts-favourites = Favoriten
contacts-star = Zu den Favoriten hinzufügen
contacts-unstar = Aus den Favoriten entfernen
contacts-group-up = Nach oben
contacts-group-down = Nach unten
contacts-alias = Eigenen Namen vergeben
contacts-alias-hint = Dein Name für diese Person
contacts-copy-address = Adresse kopieren
contacts-move-to = In Gruppe verschieben …
contacts-copy-to = In Gruppe kopieren …
contacts-move-title = { $name } verschieben nach
contacts-copy-title = { $name } kopieren nach
contacts-move-yes = Verschieben
contacts-copy-yes = Kopieren
contacts-drag-move = { $name } nach { $group } verschieben
contacts-drag-copy = { $name } nach { $group } kopieren
contacts-drag-star = { $name } zu den Favoriten hinzufügen
contacts-drag-nowhere = { $name } auf eine Gruppe ziehen; Strg kopiert
contacts-remove-title = Diesen Kontakt entfernen?
contacts-remove-body = { $name } ({ $address }) verschwindet aus deinen Kontakten, kann dich aber weiterhin sehen und dir schreiben, solange du nicht blockierst.
contacts-remove-block = Diese Person auch blockieren
contacts-remove-yes = Entfernen
contacts-group-remove-title = Diese Gruppe entfernen?
contacts-group-remove-body = Die Gruppe „{ $name }“ verschwindet; ihre Leute bleiben in deinen Kontakten.
contacts-connected = Verbunden · { $dialect } · { $service }
contacts-details = { $dialect } · Server { $server }
contacts-details-as = Angemeldet als { $address }
contacts-route-proxy = über einen Proxy
contacts-route-gateway = über das HTTP-Gateway
contacts-route-direct = Direkt verbunden
contacts-route-proxy-at = Über den Proxy { $host }
contacts-route-gateway-at = Über das HTTP-Gateway { $host }: Nachrichten brauchen manchmal ein paar Sekunden länger
contacts-connecting = Verbinde …
contacts-signed-out = Nicht verbunden
contacts-lost = { $seconds ->
        [0] Verbindung verloren. Neuer Versuch …
       *[other] Verbindung verloren. Neuer Versuch in { $seconds } s.
    }
places-heading = Angemeldet hier ({ $here }) und:
places-sign-out = { $place } – dort abmelden
places-signing-out = { $place } – wird abgemeldet …
places-computer = Ein anderer Computer
places-web = Ein Webbrowser
places-phone = Ein Telefon
places-other = Ein anderes Gerät
circles-nameless = Ein Kreis
circles-new = Neuer Kreis…
circles-name-hint = Name des Kreises
circles-invited = eingeladen, noch keine Antwort
circles-invite-to = In einen Kreis einladen
circles-add = Zu den Kontakten hinzufügen…
circles-leave = Den Kreis verlassen…
circles-leave-title = Diesen Kreis verlassen?
circles-leave-body = Du siehst nicht mehr, wer in „{ $name }“ ist und was dort gesagt wird. Um zurückzukommen, musst du wieder eingeladen werden.
circles-leave-yes = Verlassen
circles-invitation = Du bist in den Kreis „{ $circle }“ eingeladen.
circles-invitation-from = { $name } lädt dich in den Kreis „{ $circle }“ ein.
circles-join = Beitreten
circles-decline = Ablehnen
circles-open = Dem Kreis schreiben
contacts-retry = Jetzt versuchen
contacts-dismiss = Ausblenden
contacts-requests = { $count ->
        [one] { $count } Person hat dich hinzugefügt.
       *[other] { $count } Leute haben dich hinzugefügt.
    }
contacts-requests-look = Antworten
failed-status = Dein Status wurde nicht geändert.
failed-name = Dein Name wurde nicht geändert.
failed-personal = Deine persönliche Nachricht wurde nicht geändert.
failed-property = Deine Angaben wurden nicht geändert.
failed-add = { $name } wurde nicht zu deinen Kontakten hinzugefügt.
failed-remove = { $name } wurde nicht entfernt.
failed-group-membership = { $name } kam nicht in die Gruppe.
failed-block = { $name } wurde nicht blockiert.
failed-unblock = { $name } ist weiterhin blockiert.
failed-rename = { $name } wurde nicht umbenannt.
failed-note = Die Notiz über { $name } wurde nicht gespeichert.
failed-phone = Die Telefonnummer von { $name } wurde nicht gespeichert.
failed-lists = Deine Listen wurden für { $name } nicht geändert.
failed-group-add = Die Gruppe „{ $name }“ wurde nicht angelegt.
failed-group-rename = Die Gruppe wurde nicht umbenannt.
failed-group-remove = Die Gruppe wurde nicht entfernt.
failed-circle-create = Der Kreis „{ $name }“ wurde nicht angelegt.
failed-circle-answer = Deine Antwort auf die Einladung wurde nicht angenommen.
failed-circle-leave = Du hast den Kreis nicht verlassen.
failed-privacy = Deine Einstellungen zur Privatsphäre wurden nicht geändert.
failed-invite = { $name } wurde nicht eingeladen.
failed-place = Du wurdest dort nicht abgemeldet.
failed-other = Das hat nicht geklappt.

### end of Contacts

### ============================================================
### Man selbst
### ============================================================

own-music = Zeigen, was ich höre
own-music-stop = Nicht mehr zeigen, was ich höre
own-music-about = Alle, die deine persönliche Nachricht sehen, sehen es, solange die Musik läuft.
own-away = Wenn du weg bist
own-idle = Untätig
own-idle-about = Wenn du online bist und so lange niemand Maus oder Tastatur berührt, wird dein Status Untätig, bis du zurück bist.
own-idle-never = Nie
own-idle-after = { $minutes ->
    [one] Nach { $minutes } Minute
   *[other] Nach { $minutes } Minuten
}
own-auto-reply = Automatische Antwort …
auto-reply-title = Automatische Antwort
auto-reply-on = Antworten, solange ich weg bin
auto-reply-text = Was geantwortet wird
auto-reply-hint = Einmal an jeden, der schreibt, während dein Status Abwesend, Beschäftigt, Gleich zurück, Am Telefon oder Beim Essen ist.
auto-reply-keep = Speichern
# Was geantwortet wird, wo nichts anderes steht.
auto-reply-usual = Ich bin gerade nicht da. Ich schreibe zurück, sobald ich wieder hier bin.

### end of Man selbst

### ============================================================
### Quick switcher
### ============================================================

switcher-title = Gehe zu
switcher-menu = Gehe zu …
switcher-hint = Person, Gruppe oder Befehl
switcher-talks = Unterhaltungen
switcher-people = Kontakte
switcher-commands = Befehle
switcher-nothing = Nichts passt zu „{ $text }“.
# Neben der gewählten Zeile: was Enter damit tut.
switcher-message = schreiben
switcher-show = zeigen
switcher-open = öffnen
switcher-do = ausführen
switcher-status = Status: { $status }

### end of Quick switcher

### ============================================================
### Contacts from and to a file
### ============================================================

contacts-menu-import = Kontakte aus einer Datei hinzufügen …
contacts-menu-export = Kontakte in eine Datei sichern …
import-title = Kontakte importieren
import-about = Eine Liste, die Messenger gesichert hat (.ctt), oder ein Adressbuch als Zeilen mit Kommas (.csv).
import-path-hint = Pfad der Datei
import-read = Hineinsehen
import-browse = Datei wählen …
import-reading = Wird gelesen …
import-missing = Eine Datei mit diesem Namen gibt es nicht.
import-too-long = Diese Datei ist zu lang für eine Kontaktliste.
import-empty = In dieser Datei stehen keine Kontakte.
import-io = Die Datei lässt sich nicht verwenden: { $why }
import-found = { $new } neu, { $already } schon in deiner Liste.
# Die Nummern der ersten Zeilen, und wie viele es noch sind.
import-broken = { $count ->
        [one] In Zeile { $lines } steht keine brauchbare Adresse.
       *[other] { $more ->
            [0] In den Zeilen { $lines } steht keine brauchbare Adresse.
           *[other] In den Zeilen { $lines } und { $more } weiteren steht keine brauchbare Adresse.
        }
    }
import-cut = In der Datei stehen mehr; nur die ersten { $count } werden übernommen.
import-more = … und { $count } weitere
import-add = { $count ->
        [one] 1 Kontakt hinzufügen
       *[other] { $count } Kontakte hinzufügen
    }
import-adding = Wird hinzugefügt … { $done } von { $total }
import-added = { $count ->
        [one] 1 Kontakt wurde hinzugefügt.
       *[other] { $count } Kontakte wurden hinzugefügt.
    }
import-refused = { $count ->
        [one] 1 ließ sich nicht hinzufügen:
       *[other] { $count } ließen sich nicht hinzufügen:
    }
export-title = Kontakte in eine Datei sichern
export-other-title = Kontakte exportieren
export-about = { $count ->
        [one] 1 Kontakt. Ein Name auf .ctt behält die Adresse, einer auf .csv auch den Namen.
       *[other] { $count } Kontakte. Ein Name auf .ctt behält die Adressen, einer auf .csv auch die Namen.
    }
export-format = Der Name der Datei muss auf .ctt oder .csv enden.
export-no-folder = Diesen Ordner gibt es nicht.
export-exists = Eine Datei mit diesem Namen gibt es schon.
export-replace = Ersetzen
export-save = Sichern
export-writing = Wird gesichert …
export-done = { $count ->
        [one] 1 Kontakt wurde gesichert.
       *[other] { $count } Kontakte wurden gesichert.
    }

### end of Contacts from and to a file

### ============================================================
### Add a contact
### ============================================================

add-title = Kontakt hinzufügen
add-address = E-Mail-Adresse
add-address-hint = name@example.com
add-name = Name (freiwillig)
add-name-hint = Wie du diese Person nennen willst
add-group = Gruppe (freiwillig)
add-group-none = Keine Gruppe
add-button = Hinzufügen
add-waiting = Der Server wird gefragt …
add-self = Das ist deine eigene Adresse.
add-already = { $name } ist schon in deinen Kontakten.
add-note = Die Person wird gefragt, ob du sehen darfst, wann sie online ist.
add-offline = Du bist nicht verbunden. Warte, bis die Verbindung wieder da ist.

### end of Add a contact

### ============================================================
### Added you
### ============================================================

added-title = Du wurdest hinzugefügt
# Nach dem Namen und der Adresse, auf einer eigenen Zeile.
added-one = hat dich zur Kontaktliste hinzugefügt.
added-many = { $count } Leute haben dich zu ihrer Kontaktliste hinzugefügt.
added-allow = Diese Person darf sehen, wann ich online bin, und mir schreiben
added-allow-many = Sie dürfen sehen, wann ich online bin, und mir schreiben
added-block = Diese Person blockieren
added-block-many = Sie blockieren
added-add = Zu meinen Kontakten hinzufügen
added-add-many = Sie zu meinen Kontakten hinzufügen
added-in = · Gruppe:
added-no-group = keine
added-later = Später fragen
added-ok = OK
added-nobody = Niemand wartet auf eine Antwort.

### end of Added you

### ============================================================
### Options
### ============================================================

contacts-menu-options = Optionen …
switcher-options = Optionen: { $page }
options-title = Optionen
options-at-once = Jede Änderung gilt sofort.
options-not-kept = Änderungen gelten, bis Swallowtail endet: Die Datei der Einstellungen bleibt, wie sie ist.
options-open = Öffnen …
options-change = Ändern …
options-less = Weniger
options-more = Mehr
options-personal = Persönliches
options-messages = Nachrichten
options-alerts = Hinweise
options-privacy = Privatsphäre
options-connection = Verbindung
options-history = Verlauf
options-appearance = Aussehen
options-shortcuts = Tastenkürzel
options-you = Du
options-name = Dein Name
options-personal-message = Deine persönliche Nachricht
options-sign-in = Anmelden
options-sign-in-as = Anmelden als
options-sign-in-as-about = Dein Status, wenn du dich das nächste Mal anmeldest. Wer im Statusmenü Online, Beschäftigt oder Als offline anzeigen wählt, ändert auch ihn.
options-remember-about = Es liegt im Schlüsselbund deines Systems, sonst nirgends.
options-log = In einer Unterhaltung
options-times-about = Sonst steht die Zeit dort, wo der Mauszeiger ruht.
options-own-look = Wie deine Nachrichten aussehen
options-own-look-about = Wer sie liest, sieht diese Schrift, falls er sie hat.
options-lists = Zugelassene und Blockierte
options-lists-about = Wer dich sehen und dir schreiben kann, und wer dich hinzugefügt hat.
options-connection-about = Welchen Dienst du benutzt, wählst du beim Anmelden. Was du hier änderst, gilt, sobald sich Swallowtail das nächste Mal verbindet.
options-certificates-about = Eigene Server, für die niemand bürgt. Vergisst du einen, wirst du wieder gefragt.
options-list = Kontaktliste
options-ground = Hell oder dunkel
options-ground-system = Wie das System
options-ground-light = Hell
options-ground-dark = Dunkel
options-contrast = Hoher Kontrast
options-contrast-about = Kräftigere Farben für Text, und Linien, die man sieht.
options-text-size = Schriftgröße
options-text-size-about = Fenster und alles darin wachsen mit.
options-percent = { $percent } %
options-tell = Benachrichtigen, wenn
options-tell-online = ein Kontakt online kommt
options-tell-message = jemand schreibt oder dich anstupst
options-tell-call = jemand eine Unterhaltung mit dir öffnet
options-tell-call-about = Schreibt er gleich etwas, wird nur die Nachricht gemeldet.
options-tell-waited = Nachrichten auf dich gewartet haben
options-tell-added = dich jemand hinzufügt oder in einen Kreis einlädt
options-tell-about = Für einzelne Personen legst du im Menü der Kontaktliste fest, was dir gemeldet wird, gleich was hier steht.
options-quiet = Ungestört
options-silent = Keine Benachrichtigungen, während ich beschäftigt bin oder telefoniere
options-silent-about = Außer über die, bei denen du es auch dann willst.
options-open-window = Für die erste Nachricht ein Fenster öffnen
options-open-window-about = Es öffnet sich, ohne dir die Tastatur zu nehmen. Sonst zählt die Kontaktliste, was wartet.
options-sample = So schreibst du.
options-color-other = Eine andere Farbe
options-color-name = { $number ->
    [1] Schiefergrau
    [2] Braun
    [3] Rot
    [4] Orange
    [5] Ocker
    [6] Oliv
    [7] Grün
    [8] Seegrün
    [9] Petrol
    [10] Blau
    [11] Königsblau
    [12] Violett
    [13] Lila
    [14] Magenta
    [15] Himbeerrot
   *[16] Taupe
}

### end of Options

### ============================================================
### Shortcuts
### ============================================================

shortcuts-everywhere = Überall
shortcuts-contacts = In der Kontaktliste
shortcuts-conversation = In einer Unterhaltung
shortcut-focus-next = Zum nächsten Feld oder Knopf
shortcut-focus-previous = Zum vorigen
shortcut-switch = Zu Person, Gruppe, Befehl gehen
shortcut-options = Optionen
shortcut-appear-offline = Als offline erscheinen, oder zurück
shortcut-close = Fenster schließen
shortcut-quit = Swallowtail beenden
shortcut-open = Unterhaltung öffnen oder Gruppe zuklappen
shortcut-rename = Person selbst benennen; Gruppe umbenennen
shortcut-remove = Person oder Gruppe entfernen
shortcut-group-up = Gruppe nach oben
shortcut-group-down = Gruppe nach unten
shortcut-fold = Gruppe zuklappen
shortcut-unfold = Gruppe aufklappen
shortcut-send = Senden
shortcut-line = Neue Zeile
shortcut-undo = Rückgängig
shortcut-redo = Wiederholen
shortcut-page-up = Eine Seite nach oben
shortcut-page-down = Eine Seite nach unten
shortcut-start = Zur ersten Nachricht
shortcut-end = Zur letzten Nachricht
shortcut-menu = Menü der Unterhaltung
shortcuts-options = In den Optionen
shortcut-next-page = Nächste Seite
shortcut-previous-page = Vorige Seite
key-ctrl = Strg
key-shift = Umschalt
key-alt = Alt
key-tab = Tab
key-enter = Eingabe
key-delete = Entf
key-up = Auf
key-down = Ab
key-left = Links
key-right = Rechts
key-page-up = Bild auf
key-page-down = Bild ab
key-home = Pos1
key-end = Ende

### end of Shortcuts

### ============================================================
### Privacy
### ============================================================

privacy-title = Privatsphäre
privacy-tab = Privatsphäre
privacy-allowed = Wer mich sehen und mir schreiben darf
privacy-blocked = Blockierte Personen
privacy-others = Alle anderen
privacy-block = Blockieren
privacy-allow = Zulassen
privacy-tell-me = Sag mir, wenn mich jemand zur Kontaktliste hinzufügt
privacy-only-allowed = Nur wer auf meiner Liste der Zugelassenen steht, darf meinen Status sehen und mir schreiben
privacy-who = Wer hat mich hinzugefügt? ({ $count })
privacy-who-title = Wer mich hinzugefügt hat
privacy-who-none = Noch hat dich niemand hinzugefügt.
privacy-who-contact = in deinen Kontakten
privacy-who-allowed = zugelassen
privacy-who-blocked = blockiert
privacy-who-neither = noch nicht entschieden
privacy-add = Hinzufügen
privacy-allowed-none = Niemand steht auf deiner Liste der Zugelassenen.
privacy-blocked-none = Du hast niemanden blockiert.
privacy-done = Fertig
privacy-offline = Du bist nicht verbunden: Gerade lässt sich nichts ändern.

### end of Privacy

### ============================================================
### Properties
### ============================================================

properties-title = Über { $name }
properties-address = Adresse
properties-copy = Adresse kopieren
properties-says = Sagt
properties-lists = Listen
properties-groups = Gruppen
properties-groups-none = keine
properties-program = Das Programm
properties-phone-home = Privat
properties-phone-work = Arbeit
properties-phone-mobile = Mobil
properties-phone-fax = Fax
properties-phone-pager = Pager
properties-phone-other = Andere Nummer
properties-alias = Spitzname
properties-note = Notiz
properties-save = Speichern
properties-no-address-book = Die Protokollversion dieses Servers hat kein Adressbuch, also können Notizen und Telefonnummern nicht gespeichert werden.
properties-list-forward = in deinen Kontakten
properties-list-allow = darf dich sehen und dir schreiben
properties-list-block = blockiert
properties-list-pending = wartet auf deine Antwort
properties-lists-none = auf keiner deiner Listen
properties-can-mobile = von einem Mobilgerät angemeldet
properties-can-web = benutzt einen Messenger im Web
properties-can-bot = ist ein Bot
properties-can-winks = versteht Winks
properties-can-chunks = nimmt lange Nachrichten in Teilen an
properties-can-nothing = unbekannt, solange die Person offline ist
properties-can-plain = keine besonderen Fähigkeiten
properties-gone = Diese Person steht auf keiner deiner Listen mehr.

### end of Properties

### ============================================================
### Conversation
### ============================================================

chat-today = Heute
chat-yesterday = Gestern
chat-weekday = { $weekday ->
    [1] Montag
    [2] Dienstag
    [3] Mittwoch
    [4] Donnerstag
    [5] Freitag
    [6] Samstag
   *[7] Sonntag
}
chat-month = { $month ->
    [1] Januar
    [2] Februar
    [3] März
    [4] April
    [5] Mai
    [6] Juni
    [7] Juli
    [8] August
    [9] September
    [10] Oktober
    [11] November
   *[12] Dezember
}
chat-day = { $weekday }, { $day }. { $month }
chat-day-year = { $weekday }, { $day }. { $month } { $year }

chat-nudge-received = { $name } hat dich angestupst
chat-nudge-sent = Du hast angestupst
chat-joined = { $name } ist dazugekommen
chat-left = { $name } ist gegangen
chat-left-idle = { $name } ist gegangen: Hier war es lange still
chat-call-failed = { $name } ist nicht zu erreichen. { $why }
chat-state-sending = Wird gesendet …
chat-state-waiting = Wartet auf das Senden …
chat-state-waiting-lost = Wartet auf die Verbindung …
chat-state-delivered = Zugestellt
chat-state-left = Offline. Wird bei der nächsten Anmeldung zugestellt.
chat-sent-while-away = geschrieben, als du nicht da warst
# Neben dem Namen über dem, was ein Programm von selbst gesagt hat, statt eines Abwesenden.
chat-automatic = automatische Antwort
chat-state-failed = Nicht zugestellt
chat-send-again = Noch einmal senden
chat-show-earlier = Frühere Nachrichten zeigen
chat-show-all = Diese lange Nachricht ganz zeigen
chat-typing-one = { $name } schreibt …
chat-typing-two = { $name } und { $other } schreiben …
chat-typing-many = { $name }, { $other } und { $count ->
    [one] noch jemand
   *[other] { $count } weitere
} schreiben …
chat-new-below = Neue Nachrichten
chat-new-above-tip = Umschalt+Bild auf
chat-show-later = Spätere Nachrichten anzeigen
chat-empty = Sag hallo zu { $name }.
chat-empty-group = Noch hat niemand etwas gesagt.
chat-link-opens = Öffnet { $target }

chat-with-two = { $name } und { $other }
chat-with-more = { $name }, { $other } und { $last }
chat-with-many = { $name }, { $other } und { $count } weitere
chat-nobody = Sonst ist niemand hier
chat-people = { $count ->
    [one] Eine weitere Person
   *[other] { $count } weitere Personen
}
chat-circle-people = { $count ->
    [one] Ein anderes Mitglied
   *[other] { $count } andere Mitglieder
}, { $here } da
chat-roster = In dieser Unterhaltung ({ $count })
chat-circle-roster = In diesem Kreis ({ $count })
chat-you = du

chat-offline = { $name } ist offline. Nachrichten kommen erst an, wenn diese Person angemeldet ist.
chat-offline-left = { $name } ist offline; deine Nachricht wird zugestellt, sobald die Person sich anmeldet.
chat-blocked = Du hast { $name } blockiert. Hebe das auf, um zu schreiben.
chat-hidden = Du erscheinst offline. Ändere deinen Status, um Nachrichten zu senden.
chat-lost = Die Verbindung ist weg. Was du jetzt sendest, geht hinaus, sobald sie wieder da ist.
chat-signing-in = Anmeldung läuft. Gleich kannst du Nachrichten senden.
chat-signed-out = Du bist abgemeldet. Melde dich an, um zu schreiben.
chat-everyone-left = Alle anderen sind gegangen. Beginne in der Kontaktliste eine neue Unterhaltung.
chat-circle-gone = Du bist nicht mehr in diesem Kreis.
chat-circle-closed = Der Kreis ist noch nicht offen. Du kannst gleich schreiben.
chat-circle-nobody = Sonst ist gerade niemand aus diesem Kreis da, also bekommt niemand, was du schreibst.
chat-too-long = Das ist zu lang zum Senden. Kürze es um { $count ->
    [one] 1 Zeichen.
   *[other] { $shown } Zeichen.
}
chat-long-pasted = Das Eingefügte ist zu lang für eine Nachricht.
chat-long-send = Als { $count } Nachrichten senden
chat-long-drop = Nicht einfügen
chat-nudge-wait = In { $seconds ->
    [one] einer Sekunde
   *[other] { $seconds } Sekunden
} kannst du wieder anstupsen.
chat-stranger = { $name } steht nicht in deiner Kontaktliste.
chat-add = { $name } hinzufügen

chat-invite = Jemanden einladen
chat-invite-nobody = Sonst ist niemand online.
chat-invite-circle-nobody = Es gibt niemanden, den du einladen kannst.
chat-block = { $name } blockieren
chat-unblock = { $name } nicht mehr blockieren
chat-more = Mehr (F10)
chat-properties = Eigenschaften
chat-copy = Unterhaltung kopieren
chat-times = Uhrzeit jeder Nachricht anzeigen
chat-leave = Unterhaltung verlassen
chat-placeholder = Nachricht schreiben
chat-send = Senden
chat-emoji = Emoji
chat-nudge = Anstupsen
chat-format = Schrift und Farbe

### end of Conversation

### ============================================================
### Conversation windows
### ============================================================

chat-close = Schließen
chat-tabs = Unterhaltungen in Tabs
chat-tab-status = { $name } – { $status }
chat-tab-close = Schließen (Strg+W)
chat-new-count = { $count ->
    [one] 1 neue Nachricht
   *[other] { $count } neue Nachrichten
}
notification-several = lädt dich zu einer Unterhaltung mit { $names } ein
chat-send-later = Als Offlinenachricht senden
chat-send-all-again = Alle { $count } Nachrichten noch einmal senden
chat-new-above = Zu den neuen Nachrichten springen
options-talks = Unterhaltungen
options-tabs-about = Alle in einem Fenster, jede unter einem Tab. Sonst hat jede ihr eigenes Fenster.
shortcuts-tabs = Unterhaltungen in Tabs
shortcut-tab-next = Der nächste Tab
shortcut-tab-previous = Der vorige Tab
shortcut-tab-right = Tab nach rechts schieben
shortcut-tab-left = Tab nach links schieben
chat-invite-menu = Jemanden einladen …
chat-invite-search = Nach Name oder Adresse suchen
chat-invite-yes = Einladen
chat-invite-not-found = Niemand, der online ist, heißt so.
chat-invite-more = { $count } weitere. Tippe, um sie zu finden.
chat-invite-aimed = Loslassen, um { $name } einzuladen
contacts-invite-to = In die Unterhaltung einladen mit

### end of Conversation windows

### ============================================================
### Emoji
### ============================================================

emoji-search = Zum Suchen tippen
emoji-search-clear = Suche leeren
emoji-none = So heißt kein Emoji.
# Wie jedes Emoji heißt; der erste Name steht in seinem Hinweis, gesucht wird in allen.
emoji-words =
    😀 Grinsen, fröhlich, lächeln
    😃 Lachen, fröhlich, offener Mund
    😄 Lachen, fröhlich, Augen
    😁 Strahlen, Grinsen, Zähne
    😆 Kneifen, lachen, haha
    😅 Schweiß, erleichtert, puh
    😂 Freudentränen, lachen, lol
    🙂 Lächeln, fröhlich
    😉 Zwinkern
    😊 Erröten, fröhlich, lächeln
    😇 Engel, Heiligenschein, unschuldig
    😍 Verliebt, Herzaugen
    😘 Kusshand, Liebe
    😋 Lecker, Zunge
    😛 Zunge raus
    😜 Verrückt, Zunge, zwinkern
    🤪 Albern, verrückt
    🤨 Sarkastisch, Augenbraue, Zweifel
    🧐 Monokel, neugierig
    🤓 Streber, Brille
    😎 Cool, Sonnenbrille
    🥳 Party, feiern, Hut
    😏 Schmunzeln, verschmitzt
    😒 Genervt, unzufrieden
    😔 Bedrückt, traurig
    😟 Besorgt
    😕 Verwirrt
    🙁 Traurig, Stirnrunzeln
    😐 Enttäuscht, neutral
    😣 Gequält, Schmerz
    😫 Müde, erschöpft
    🥺 Bitte, flehend
    😢 Weinen, Träne, traurig
    😭 Heulen, weinen, laut
    😤 Schnauben, stolz, Dampf
    😠 Wütend, ärgerlich
    😡 Zornig, rot
    😳 Verlegen, rot werden
    😱 Schrei, Angst
    😨 Ängstlich, Furcht
    😴 Schläfrig, schlafen
    🤔 Nachdenken, hmm
    🤗 Umarmung
    🙄 Augenrollen
    😬 Zähne zeigen, Grimasse
    😮 Überrascht, oh
    🥱 Gähnen, langweilig
    🤐 Nicht weitersagen, Reißverschluss, still
    🤫 Geheimnis, psst, leise
    🤒 Krank, Fieber
    🤢 Übel, schlecht
    😈 Teufel, böse
    🤷 Weiß nicht, Schulterzucken
    👍 Daumen hoch, ja, gut
    👎 Daumen runter, nein, schlecht
    👏 Klatschen, bravo
    🙏 Bitte, danke, beten
    👋 Winken, hallo, tschüss
    ✋ Abklatschen, Hand, halt
    🤞 Daumen drücken, Glück
    💪 Stark, Muskel
    👀 Augen, schauen
    👧 Mädchen
    👦 Junge
    💋 Kuss, Lippen
    ❤️ Herz, Liebe, rot
    💛 Gelbes Herz, Liebe
    💔 Gebrochenes Herz
    🌹 Rose, Blume
    🥀 Verwelkte Rose, Blume
    🎂 Geburtstagskuchen, Torte
    🎁 Geschenk
    🎉 Konfetti, Glückwunsch, Party
    🎈 Luftballon
    ✨ Funkeln
    🔥 Feuer, heiß
    💯 Hundert, perfekt
    🍕 Pizza
    🍽️ Teller, Essen
    🥣 Schüssel, Suppe
    🍰 Kuchen, süß
    ☕ Kaffee, Tee, Tasse
    🍺 Bier
    🍸 Cocktail, Martini, Getränk
    🐱 Katze
    🐶 Hund
    🐰 Hase, Kaninchen
    🐑 Schaf
    🐢 Schildkröte
    🐌 Schnecke
    🦇 Fledermaus, Vampir
    🦋 Schmetterling
    🌙 Mond, Nacht
    ⭐ Stern
    ☀️ Sonne
    🌈 Regenbogen
    ⛈️ Gewitter, Sturm, Regen
    ⚡ Blitz
    ☔ Regenschirm, Regen
    🏝️ Insel, Strand, Urlaub
    🚗 Auto
    ✈️ Flugzeug, Reise
    ⚽ Fußball
    🎮 Spiel, Controller
    🎵 Musik, Note
    🎞️ Film, Kino
    📷 Kamera, Foto
    💻 Computer, Laptop
    📱 Handy, Mobiltelefon
    📞 Telefon, Anruf
    📧 E-Mail, Brief
    ⏰ Uhr, Zeit, Wecker
    💡 Idee, Glühbirne
    💰 Geld
    🚬 Zigarette, rauchen
    🙈 Nichts sehen, Affe
    👻 Gespenst

### end of Emoji

### ============================================================
### Format bar
### ============================================================

format-bold = Fett
format-italic = Kursiv
format-underline = Unterstrichen
format-strike = Durchgestrichen
format-font = Schriftart
format-font-own = Standardschrift
format-color = Farbe
format-color-own = Standardfarbe

### end of Format bar

### ============================================================
### Writing
### ============================================================

edit-cut = Ausschneiden
edit-copy = Kopieren
edit-paste = Einfügen
edit-all = Alles auswählen
spelling-none = Keine Vorschläge
spelling-looking = Vorschläge werden gesucht…
spelling-add = Zum Wörterbuch hinzufügen
spelling-ignore = Ignorieren
spelling-language = Rechtschreibung prüfen in
spelling-usual = Wie üblich: { $language }
spelling-usual-none = Wie üblich: kein Wörterbuch für deine Sprache
spelling-off = Hier nicht prüfen
spelling-again = Noch einmal nach Wörterbüchern suchen
spelling-broken = Das Wörterbuch für { $language } kann nicht benutzt werden: { $why }.
spelling-no-dictionary = Es wurde kein Wörterbuch gefunden. Installiere eines, etwa das Paket { $package }, oder lege seine .aff- und .dic-Dateien in { $folder }.
options-spelling = Rechtschreibung
options-spelling-on = Beim Schreiben die Rechtschreibung prüfen
options-spelling-about = Falsch geschriebene Wörter bekommen eine Wellenlinie. Ein Rechtsklick darauf oder die Menütaste bietet Verbesserungen an.
options-spelling-language = Sprache
options-spelling-language-about = Für einen Kontakt, dem du in einer anderen Sprache schreibst, wählst du sie dort im Menü des Feldes.
options-spelling-system = Die des Systems: { $language }
options-spelling-system-none = Die des Systems: kein Wörterbuch dafür
contacts-draft = Du hast etwas geschrieben und nicht gesendet
options-writing = Schreiben
options-drafts = Nicht Gesendetes aufbewahren
options-drafts-about = Was du in einer Unterhaltung geschrieben und nicht gesendet hast, ist nach einem Neustart wieder da.

### end of Writing

### ============================================================
### Notifications
### ============================================================

notification-open = Öffnen
notification-online = { $name } ist online
notification-nudge = hat dich angestupst
notification-ring = möchte mit dir reden
notification-added = hat dich hinzugefügt
notification-circle = lädt dich in den Kreis „{ $circle }“ ein
notification-circle-title = Einladung in einen Kreis
notification-waited-from = { $count ->
    [one] hat dir eine Nachricht hinterlassen
   *[other] hat dir { $count } Nachrichten hinterlassen
}
notification-waited = { $count ->
    [one] Eine Nachricht hat auf dich gewartet
   *[other] { $count } Nachrichten haben auf dich gewartet
}
notification-waited-who = von { $names }

### end of Notifications

### ============================================================
### Ein Kontakt: gemeldet, stumm, zuletzt gesehen
### ============================================================

watch-menu = Melden, wenn…
watch-title = { $name }: melden, wenn die Person
watch-caption = Melden, wenn die Person
watch-online = online kommt
watch-offline = offline geht
watch-status = den Status ändert
watch-writes = schreibt
watch-even-busy = Auch wenn ich beschäftigt bin
notification-offline = { $name } ist jetzt offline
notification-status = { $name }: { $status }
nudges-mute = Stupser stummschalten
nudges-mute-about = Ein Stupser dieser Person bleibt eine Zeile in der Unterhaltung: kein Wackeln, keine Meldung.
properties-favourite = Favorit
properties-own-name = Eigener Name
properties-seen = Zuletzt gesehen
properties-seen-now = gerade da
properties-seen-never = von hier aus noch nie
properties-seen-at = { $day }, { $time }
properties-has-you = Hat dich
properties-has-you-yes = ja, du stehst in den Kontakten
properties-has-you-no = nein
add-two = Es stehen zwei @ darin. Welches davon ist die Adresse?
add-no-name = Vor dem @ fehlt etwas, etwa name@example.com.
add-no-domain = Nach dem @ fehlt etwas, etwa name@example.com.
add-dots = Darin ist ein Punkt zu viel.
add-nobody = Niemand bei diesem Dienst hat die Adresse { $address }. Es gibt kein Konto damit: Prüf die Schreibweise.
add-not-here = Dieser Dienst nimmt { $address } nicht an. Vielleicht ist sie falsch geschrieben, oder das Konto gehört zu einem anderen Dienst.
add-blocked = Du hast diese Person blockiert. Sie bleibt blockiert, bis du das aufhebst.
error-302 = Der Dienst nimmt deine Anmeldung nicht mehr an. Melde dich neu an.
error-402 = Der Dienst der Kontaktliste hat abgelehnt. Vielleicht ist deine Liste voll; sonst versuch es später noch einmal.
contacts-drag-above = { $name } über { $group } stellen
contacts-drag-below = { $name } unter { $group } stellen
contacts-drag-group = { $name } auf einer anderen Gruppe ablegen, um sie dorthin zu stellen
alerts-shake = Stupser lassen ihr Fenster wackeln
alerts-shake-about = Höchstens einmal in zehn Sekunden für jeden Kontakt. Die Stupser eines Kontakts schaltest du in seinem Menü stumm.
alerts-own = Kontakte mit eigenen Wünschen
alerts-own-online = kommt online
alerts-own-offline = geht offline
alerts-own-status = ändert den Status
alerts-own-writes = schreibt
alerts-own-busy = auch wenn du beschäftigt bist
alerts-muted = Stupser stumm

### end of Ein Kontakt

### ============================================================
### Guide
### ============================================================


### end of Guide

### ============================================================
### Windows and start
### ============================================================

title-unread = ({ $count }) { $title }
dismiss = Ausblenden
problem-settings-kept = Die Einstellungen waren nicht lesbar, deshalb beginnt Swallowtail mit neuen. Die alte Datei bleibt als { $path } erhalten.
problem-settings = Die Einstellungen waren nicht lesbar und ließen sich nicht beiseitelegen. Änderungen werden diesmal nicht gespeichert.
problem-settings-newer = Die Einstellungen sind die eines neueren Swallowtail. Was dieses davon kennt, gilt; was du änderst, wird nicht behalten.
problem-not-saved = Die Einstellungen ließen sich nicht speichern. ({ $why })
problem-services = Deine eigene services.toml ist nicht brauchbar. ({ $why })
problem-keyring-absent = Es läuft kein Schlüsselbund, deshalb wurde das Passwort nicht gemerkt.
problem-keyring-silent = Der Schlüsselbund antwortet nicht, deshalb wurde das Passwort nicht gemerkt.
problem-keyring-refused = Der Schlüsselbund hat das Passwort nicht angenommen oder nicht hergegeben. Entsperr ihn und versuch es noch einmal.
problem-local-data = Der eingebaute Server kann seine Dateien nicht benutzen. ({ $why })
problem-local-listen = Der eingebaute Server konnte nicht starten, weil kein Port für ihn frei ist. ({ $why })
problem-local-other = Ein anderes Swallowtail sollte den eingebauten Server betreiben, aber er antwortet nicht. Schließ es und versuch es noch einmal.
problem-account-exists = Es gibt schon ein Konto { $address }. Melde dich damit an oder wähl eine andere Adresse.
problem-account-invalid = Das Konto ließ sich nicht anlegen. ({ $why })
problem-no-server = Es ist kein Server eingestellt. Öffne die Verbindungseinstellungen und gib einen ein.

### end of Windows and start

### ============================================================
### Verlauf
### ============================================================

history-not-kept = Was jetzt gesagt wird, kommt nicht in den Verlauf: { $why }.
history-aside = Der Verlauf konnte nicht gelesen werden, darum wurde ein neuer begonnen. Die alte Datei liegt als { $path } bereit.
history-error-full = der Datenträger ist voll
history-error-read-only = in seinen Ordner kann nicht geschrieben werden
history-error-broken = seine Datei ist beschädigt
history-error-newer = seine Datei stammt von einer neueren Version von Swallowtail
history-error-slow = der Datenträger antwortet nicht
history-error-stopped = er wurde angehalten
chat-unkept = Diese Unterhaltung kommt nicht in den Verlauf.
chat-unkept-all = Der Verlauf ist ausgeschaltet, darum wird diese Unterhaltung nicht aufbewahrt.

# The window.
history-title = Verlauf
history-find = Person suchen
history-search = Alles durchsuchen
history-everyone = Alle
history-several = Mehrere Leute
history-circle = Ein Kreis
history-count = { $count ->
    [one] 1 Eintrag
   *[other] { $count } Einträge
}
history-last-today = zuletzt heute, { $time }
history-last-yesterday = zuletzt gestern
history-last-day = zuletzt { $day }. { $month }
history-last-year = { $day }. { $month } { $year }
history-month = { $month } { $year }
history-month-before = Der Monat davor
history-month-after = Der Monat danach
history-period-all = Alle Zeiten
history-period-year = Letztes Jahr
history-period-month = Letzte 30 Tage
history-period-week = Letzte Woche
history-more = Mehr
history-open = Unterhaltung öffnen
history-save = Speichern unter…
history-print = Drucken…
history-found = { $count ->
    [one] 1 Nachricht
   *[other] { $count } Nachrichten
} in { $conversations ->
    [one] 1 Unterhaltung
   *[other] { $conversations } Unterhaltungen
}
history-found-newest = { $count } Nachrichten; die neuesten { $shown } werden gezeigt
history-found-many = Mehr als { $count } Nachrichten; die neuesten werden gezeigt
history-found-none = Keine Nachricht enthält diese Wörter
history-found-none-hint = Versuch es mit weniger oder kürzeren Wörtern oder einer anderen Person.
history-empty = Hier wurde noch nichts gesagt.
history-is-off = Der Verlauf ist ausgeschaltet. Was vorher aufbewahrt wurde, ist noch hier.
history-back = Zurück zu den Funden
history-trouble = Der Verlauf lässt sich nicht lesen: { $why }.
history-picked = { $name }, { $day }, { $time }
history-copy = Kopieren
history-place = In der Unterhaltung zeigen
history-delete = Löschen
history-delete-title = Aus dem Verlauf löschen?
history-delete-for-good = Es lässt sich nicht zurückholen.
history-delete-entry-ask = Diese Nachricht wird aus dem Verlauf gelöscht.
history-delete-day = Diesen Tag löschen…
history-delete-day-ask = Was an diesem Tag gesagt wurde, wird gelöscht ({ $who }): { $day }.
history-delete-older = Löschen, was älter als { $days } Tage ist…
history-delete-older-ask = Was älter als { $days } Tage ist, wird gelöscht ({ $who }).
history-delete-whole = Diese Unterhaltung löschen…
history-delete-whole-ask = Alles, was mit { $who } gesagt wurde, wird gelöscht.
history-delete-all = Alles löschen…
history-delete-all-ask = Der ganze Verlauf dieses Kontos wird gelöscht.
history-deleting = Wird gelöscht: bisher { $count } Einträge…
save-title = Unterhaltung speichern
save-title-print = Unterhaltung drucken
save-heading = Unterhaltung: { $name }
save-about = Was mit { $name } gesagt wurde, kommt in eine Datei.
save-html = Eine Seite für den Browser und zum Drucken (HTML)
save-text = Reiner Text
save-json = Für Programme (JSON)
save-writing = { $count } von { $total } Einträgen sind geschrieben…
save-done = { $count ->
    [one] Fertig: 1 Eintrag steht in der Datei.
   *[other] Fertig: { $count } Einträge stehen in der Datei.
}
save-stopped = Es wurde angehalten. Es ist keine Datei entstanden.
save-failed = Die Datei ließ sich nicht schreiben: { $why }.
save-print = Drucken
chat-history = Verlauf
chat-keep = Im Verlauf aufbewahren
chat-save = Speichern unter…
chat-print = Drucken…
contacts-history = Verlauf
contacts-menu-history = Verlauf…
properties-history = Verlauf
shortcut-history = Der Verlauf
options-history-keep = Aufbewahren, was gesagt wird
options-history-keep-about = Ist es aus, kommt nichts hinzu; was aufbewahrt wurde, bleibt, bis du es löschst. Das Menü jeder Unterhaltung hat einen eigenen Schalter.
options-history-time = Wie lange
options-history-time-about = Was älter ist, wird von selbst gelöscht.
options-history-forever = Für immer
options-history-year = 1 Jahr
options-history-days = { $days } Tage
options-history-look = Was gesagt wurde
options-history-look-about = Ansehen, durchsuchen, speichern, löschen.

### end of Verlauf
