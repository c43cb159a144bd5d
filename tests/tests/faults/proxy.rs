//! Stands between the application and the server, and breaks a connection at a chosen moment.

use std::sync::{Arc, Mutex};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

/// When a connection breaks: at what the application sends with these bytes in it.
#[derive(Debug, Clone, Copy)]
pub enum Cut {
    /// The server does not get it.
    Before(&'static str),
    /// The server gets it and answers, and the application does not get the answer.
    After(&'static str),
}

/// A proxy on a port of its own, which ends with the test.
#[derive(Debug)]
pub struct Proxy {
    pub port: u16,
    cut: Arc<Mutex<Option<Cut>>>,
}

impl Proxy {
    /// Starts it in front of a port.
    pub async fn start(to: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let cut = Arc::<Mutex<Option<Cut>>>::default();
        let cuts = cut.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let cuts = cuts.clone();
                tokio::spawn(async move {
                    let server = TcpStream::connect(("127.0.0.1", to)).await.unwrap();
                    let _ = relay(client, server, &cuts).await;
                });
            }
        });
        Self { port, cut }
    }

    /// Breaks one connection, the next that comes to this.
    pub fn cut(&self, cut: Cut) {
        *self.cut.lock().unwrap() = Some(cut);
    }

    /// Whether it has not come to it yet.
    pub fn is_armed(&self) -> bool {
        self.cut.lock().unwrap().is_some()
    }
}

/// What the application sends stands in one piece: it is small, and sent by one call.
async fn relay(
    mut client: TcpStream,
    mut server: TcpStream,
    cuts: &Mutex<Option<Cut>>,
) -> std::io::Result<()> {
    let (mut sent, mut answered) = (vec![0; 64 * 1024], vec![0; 64 * 1024]);
    loop {
        tokio::select! {
            length = client.read(&mut sent) => {
                let sent = &sent[..length?];
                let cut = take(cuts, sent);
                if sent.is_empty() || matches!(cut, Some(Cut::Before(_))) {
                    return Ok(());
                }
                server.write_all(sent).await?;
                if matches!(cut, Some(Cut::After(_))) {
                    assert_ne!(server.read(&mut answered).await?, 0, "the server answers");
                    return Ok(());
                }
            }
            length = server.read(&mut answered) => {
                let answered = &answered[..length?];
                if answered.is_empty() {
                    return Ok(());
                }
                client.write_all(answered).await?;
            }
        }
    }
}

/// The cut that is due.
fn take(cuts: &Mutex<Option<Cut>>, sent: &[u8]) -> Option<Cut> {
    let mut cut = cuts.lock().unwrap();
    let (Cut::Before(bytes) | Cut::After(bytes)) = (*cut)?;
    sent.windows(bytes.len()).any(|window| window == bytes.as_bytes()).then(|| cut.take()).flatten()
}
