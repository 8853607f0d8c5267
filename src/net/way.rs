//! Which way out a socket takes: whichever the system likes, or bound to one line.
//!
//! On Linux a socket is bound to the interface besides the address, because the address alone
//! does not choose the route there; Windows chooses the interface by the address.

use std::{
    io,
    net::{IpAddr, SocketAddr},
};

use tokio::net::{TcpSocket, TcpStream, UdpSocket};

use crate::core::address::Family;

#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Way {
    /// The address to speak from, of the family that is spoken.
    pub local: Option<IpAddr>,
    /// The interface to speak over.
    pub device: Option<String>,
}

impl Way {
    fn from(&self, family: Family) -> SocketAddr {
        let own = self.local.filter(|address| Family::of(*address) == family);
        (own.unwrap_or(family.unspecified()), 0).into()
    }

    /// A socket that sends to `server` alone, takes datagrams from it alone, and sees its ICMP errors.
    pub async fn udp(&self, server: SocketAddr) -> io::Result<UdpSocket> {
        let socket = UdpSocket::bind(self.from(Family::of(server.ip()))).await?;
        #[cfg(target_os = "linux")]
        socket.bind_device(self.device.as_deref().map(str::as_bytes))?;
        socket.connect(server).await?;
        Ok(socket)
    }

    /// A connection to `server`.
    pub async fn tcp(&self, server: SocketAddr) -> io::Result<TcpStream> {
        let socket = if server.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
        #[cfg(target_os = "linux")]
        socket.bind_device(self.device.as_deref().map(str::as_bytes))?;
        if self.local.is_some() {
            socket.bind(self.from(Family::of(server.ip())))?;
        }
        socket.connect(server).await
    }
}
