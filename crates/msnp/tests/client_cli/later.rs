//! The same with MSNP18 and the web services around it.

use crate::Cli;
use crate::client_support::{Line, PATIENCE, server};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

const PLACE: &str = "6384e2b2-184b-cbf5-8ecc-f10ca7a6563c";

/// A web server that answers what a sign-in with MSNP18 asks, and notes what was asked.
async fn web() -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address").to_string();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let (host, note) = (address.clone(), Arc::clone(&asked));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, host.clone(), Arc::clone(&note)));
        }
    });
    (address, asked)
}

async fn serve(stream: TcpStream, host: String, note: Arc<Mutex<Vec<String>>>) -> Option<()> {
    let mut stream = BufReader::new(stream);
    loop {
        let (mut path, mut action, mut length) = (String::new(), String::new(), 0);
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await.ok()? == 0 {
                return None;
            }
            let line = line.trim_end();
            if line.is_empty() {
                break;
            }
            if path.is_empty() {
                path = line.split(' ').nth(1)?.to_owned();
            }
            let (name, value) = line.split_once(':').unwrap_or_default();
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.trim().parse().ok()?,
                "soapaction" => action = value.trim().trim_matches('"').rsplit('/').next()?.to_owned(),
                _ => {}
            }
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body).await.ok()?;
        let answer = answer(&host, &path, &action, &String::from_utf8_lossy(&body));
        note.lock().expect("a list").push(format!("{path} {action}"));
        let (status, body) = answer.map_or(("404 Not Found", String::new()), |body| ("200 OK", body));
        let head = format!("HTTP/1.1 {status}\r\nContent-Type: text/xml\r\nContent-Length: {}\r\n\r\n", body.len());
        stream.write_all((head + &body).as_bytes()).await.ok()?;
    }
}

fn answer(host: &str, path: &str, action: &str, asked: &str) -> Option<String> {
    let inside = match (path, action) {
        ("/RST.srf", _) => {
            let token = |address: &str| {
                format!(
                    "<RequestSecurityTokenResponse><AppliesTo><EndpointReference><Address>{address}</Address>\
                     </EndpointReference></AppliesTo><RequestedSecurityToken><BinarySecurityToken>t=abc&amp;p=\
                     </BinarySecurityToken></RequestedSecurityToken><RequestedProofToken><BinarySecret>\
                     MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0</BinarySecret></RequestedProofToken></RequestSecurityTokenResponse>"
                )
            };
            let all = ["messengerclear.live.com", "messenger.msn.com", "contacts.msn.com"].map(token).concat();
            format!("<RequestSecurityTokenResponseCollection>{all}</RequestSecurityTokenResponseCollection>")
        }
        ("/Config/MsgrConfig.asmx", _) => {
            let url = format!("http://{host}/book/abservice.asmx");
            return Some(format!("<MsgrConfig><abchconfig><url>{url}</url></abchconfig></MsgrConfig>"));
        }
        (_, "FindMembership") => "<FindMembershipResponse/>".to_owned(),
        ("/book/abservice.asmx", "ABFindContactsPaged") => {
            "<ABFindContactsPagedResponse><ABFindContactsPagedResult><Contacts><Contact><contactId>b</contactId><contactInfo>\
             <contactType>Regular</contactType><displayName>Bob</displayName><passportName>bob@example.com</passportName>\
             <isMessengerUser>true</isMessengerUser></contactInfo></Contact></Contacts></ABFindContactsPagedResult>\
             </ABFindContactsPagedResponse>"
                .to_owned()
        }
        (_, "ABContactUpdate") => "<ABContactUpdateResponse/>".to_owned(),
        ("/rsi/rsi.asmx", "GetMessage") if asked.contains(">m-1<") => {
            let mail = "From: Bob &lt;bob@example.com&gt;\nContent-Type: text/plain; charset=UTF-8\n\
                        Content-Transfer-Encoding: base64\nX-OIM-Message-Type: OfflineMessage\n\
                        X-OIM-Run-Id: {3A3BE82C-684D-4F4F-8005-CBE8D4F82BAD}\nX-OIM-Sequence-Num: 1\n\nSGVsbG8=\n";
            format!("<GetMessageResponse><GetMessageResult>{mail}</GetMessageResult></GetMessageResponse>")
        }
        ("/rsi/rsi.asmx", "DeleteMessages") => "<DeleteMessagesResponse/>".to_owned(),
        _ => return None,
    };
    Some(format!("<Envelope><Header/><Body>{inside}</Body></Envelope>"))
}

fn number(line: &str) -> &str {
    line.split(' ').nth(1).unwrap_or_default()
}

/// The next command with this verb. It may stand behind a payload, which has no end of line of its own.
async fn expect(line: &mut Line, verb: &str) -> String {
    loop {
        let mut text = String::new();
        let read = tokio::time::timeout(PATIENCE, line.read.read_line(&mut text)).await;
        assert!(read.unwrap_or_else(|_| panic!("no {verb}")).expect("a line") > 0, "hung up before {verb}");
        if let Some(at) = text.find(&format!("{verb} ")) {
            return text[at..].trim_end().to_owned();
        }
    }
}

/// Takes `UUX t len` off the line, and says that it is set.
async fn set(line: &mut Line) {
    let said = expect(line, "UUX").await;
    line.say(&format!("UUX {} 0\r\n", number(&said))).await;
}

#[tokio::test]
async fn a_script_signs_in_with_the_services_of_its_options() {
    let (listener, endpoint) = server().await;
    let (host, asked) = web().await;
    let (endpoint, url) = (endpoint.to_string(), |path: &str| format!("http://{host}/{path}"));
    let (rst, oim, config) = (url("RST.srf"), url("OimWS/oim.asmx"), url("Config/MsgrConfig.asmx"));
    let arguments = ["--server", &endpoint, "--rst", &rst, "--oim", &oim, "--config", &config];
    let account = ["--dialects", "MSNP18", "--user", "alice@example.com", "--password", "hunter2secret"];
    let mut cli = Cli::start(&[&arguments[..], &account, &["--insecure-loopback"]].concat());

    let mut line = Line::accept(&listener).await;
    line.expect("VER 1 MSNP18").await;
    line.say("VER 1 MSNP18\r\n").await;
    line.expect("CVR").await;
    line.say("CVR 2 1 1 1 http://x http://x\r\n").await;
    line.expect("USR 3 SSO I").await;
    line.say("USR 3 SSO S MBI_KEY_OLD ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1+f4CBgoOEhYaHiImKi4yNjo+QkZKT\r\n").await;
    line.expect("USR 4 SSO S t=abc&p= ").await;
    line.say("USR 4 OK alice@example.com 1 0\r\n").await;
    let said = line.expect("BLP").await;
    line.say(&format!("{said}\r\n")).await;
    let said = line.expect("ADL").await;
    line.say(&format!("ADL {} OK\r\n", number(&said))).await;
    set(&mut line).await;
    set(&mut line).await;
    let said = expect(&mut line, "CHG").await;
    line.say(&format!("{said}\r\n")).await;
    assert_eq!(cli.event("signed-in").await["dialect"], "MSNP18");
    assert_eq!(cli.event("list").await["email"], "bob@example.com");

    // What waited comes by itself, and is told as kept once it is printed.
    let mail = "<MD><M><T>11</T><S>6</S><RT>2026-11-19T10:11:12.000Z</RT><RS>0</RS><SZ>950</SZ><E>bob@example.com</E>\
                <I>m-1</I><F>.!!OIM</F><N>Bob</N><SU> </SU></M></MD>";
    let body = format!(
        "MIME-Version: 1.0\r\nContent-Type: text/x-msmsgsinitialmdatanotification; charset=UTF-8\r\n\r\nMail-Data: {mail}\r\n\
         Inbox-URL: /\r\nFolders-URL: /\r\nPost-URL: /\r\n\r\n"
    );
    line.say(&format!("MSG Hotmail Hotmail {}\r\n{body}", body.len())).await;
    let waited = cli.event("offline-message").await;
    assert_eq!((&waited["id"], &waited["from"]), (&"m-1".into(), &"bob@example.com".into()));
    assert_eq!((&waited["text"], &waited["written"]), (&"Hello".into(), &"2026-11-19T10:11:12Z".into()));

    let data = format!(
        "<Data><PSM></PSM><PrivateEndpointData id=\"{{{PLACE}}}\"><EpName>DESK</EpName><Idle>false</Idle><ClientType>3\
         </ClientType><State>BSY</State></PrivateEndpointData></Data>"
    );
    line.say(&format!("UBX 1:alice@example.com {}\r\n{data}", data.len())).await;
    let place = cli.event("place").await;
    let id = format!("{{{PLACE}}}");
    for (field, value) in [("id", id.as_str()), ("name", "DESK"), ("kind", "phone"), ("status", "BSY")] {
        assert_eq!(place[field], value, "{place}");
    }
    cli.write("places\nwait done\n").await;
    assert_eq!(cli.event("place").await, place);
    cli.write(&format!("sign-out {PLACE}\n")).await;
    let said = expect(&mut line, "UUN").await;
    assert!(said.ends_with(&format!(" alice@example.com;{{{PLACE}}} 4 14")), "{said}");
    line.say(&format!("UUN {} OK\r\n", number(&said))).await;
    assert_eq!(cli.event("done").await["command"], "places");
    assert_eq!(cli.event("done").await["command"], format!("sign-out {PLACE}"));
    cli.write("note bob@example.com likes tea\n").await;
    assert_eq!(cli.event("list").await["note"], "likes tea");

    let deadline = tokio::time::Instant::now() + PATIENCE;
    let deleted = || asked.lock().expect("a list").iter().any(|asked| asked == "/rsi/rsi.asmx DeleteMessages");
    while !deleted() {
        assert!(tokio::time::Instant::now() < deadline, "{asked:?}");
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    let asked = asked.lock().expect("a list").clone();
    let before = ["/RST.srf ", "/Config/MsgrConfig.asmx GetClientConfig", "/book/SharingService.asmx FindMembership"];
    assert_eq!(asked[..3], before);
    assert!(asked.contains(&"/book/abservice.asmx ABContactUpdate".to_owned()), "{asked:?}");
    cli.write("quit\n").await;
    assert_eq!(cli.event("signed-out").await["reason"], "You signed out.");
}
