//! What the controls of the service manager mean. Nothing is done here.

use windows_sys::Win32::{
    System::Services::{
        SERVICE_ACCEPT_POWEREVENT, SERVICE_ACCEPT_PRESHUTDOWN, SERVICE_ACCEPT_SESSIONCHANGE,
        SERVICE_ACCEPT_SHUTDOWN, SERVICE_ACCEPT_STOP, SERVICE_ACCEPT_TIMECHANGE, SERVICE_CONTROL_INTERROGATE,
        SERVICE_CONTROL_POWEREVENT, SERVICE_CONTROL_PRESHUTDOWN, SERVICE_CONTROL_SESSIONCHANGE,
        SERVICE_CONTROL_SHUTDOWN, SERVICE_CONTROL_STOP, SERVICE_CONTROL_TIMECHANGE,
    },
    UI::WindowsAndMessaging::{
        PBT_APMRESUMEAUTOMATIC, PBT_APMRESUMESUSPEND, WTS_CONSOLE_CONNECT, WTS_REMOTE_CONNECT,
        WTS_SESSION_LOGON, WTS_SESSION_UNLOCK,
    },
};

use crate::platform::Jump;

/// What is heard while the service runs. Windows stops a service that hears of the preshutdown in that
/// phase, with time enough; one that is overlooked there hears of the shutdown.
pub const HEARD: u32 = SERVICE_ACCEPT_STOP
    | SERVICE_ACCEPT_PRESHUTDOWN
    | SERVICE_ACCEPT_SHUTDOWN
    | SERVICE_ACCEPT_SESSIONCHANGE
    | SERVICE_ACCEPT_TIMECHANGE
    | SERVICE_ACCEPT_POWEREVENT;

/// What is to be done at a control.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Told {
    /// Save, let go of everything, end.
    Stop,
    /// Time went on, or may have.
    Jumped(Jump),
    /// Nothing; it was understood.
    Noted,
    /// It means nothing to this program, and the manager is told so.
    Unknown,
}

/// `event` is the kind of a power or session event, without meaning at others.
pub const fn told(control: u32, event: u32) -> Told {
    match control {
        SERVICE_CONTROL_STOP | SERVICE_CONTROL_PRESHUTDOWN | SERVICE_CONTROL_SHUTDOWN => Told::Stop,
        SERVICE_CONTROL_TIMECHANGE => Told::Jumped(Jump::Stepped),
        SERVICE_CONTROL_POWEREVENT => match event {
            PBT_APMRESUMEAUTOMATIC | PBT_APMRESUMESUSPEND => Told::Jumped(Jump::Resumed),
            _ => Told::Noted,
        },
        SERVICE_CONTROL_SESSIONCHANGE => match event {
            // A person came back, perhaps from Modern Standby, which suspends nothing.
            WTS_CONSOLE_CONNECT | WTS_REMOTE_CONNECT | WTS_SESSION_LOGON | WTS_SESSION_UNLOCK => {
                Told::Jumped(Jump::Resumed)
            }
            _ => Told::Noted,
        },
        SERVICE_CONTROL_INTERROGATE => Told::Noted,
        _ => Told::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The numbers as winsvc.h, winuser.h and wtsapi32.h have them.
    #[test]
    fn every_control_has_its_meaning() {
        for (control, event, meaning) in [
            (1, 0, Told::Stop),
            (5, 0, Told::Stop),
            (0xf, 0, Told::Stop),
            // Interrogate, also while it stops.
            (4, 0, Told::Noted),
            // Suspending is nothing to act on, waking is; so is a person who comes back.
            (0xd, 4, Told::Noted),
            (0xd, 0xa, Told::Noted),
            (0xd, 0x8013, Told::Noted),
            (0xd, 0x12, Told::Jumped(Jump::Resumed)),
            (0xd, 7, Told::Jumped(Jump::Resumed)),
            (0xe, 1, Told::Jumped(Jump::Resumed)),
            (0xe, 3, Told::Jumped(Jump::Resumed)),
            (0xe, 5, Told::Jumped(Jump::Resumed)),
            (0xe, 8, Told::Jumped(Jump::Resumed)),
            (0xe, 7, Told::Noted),
            (0xe, 6, Told::Noted),
            (0x10, 0, Told::Jumped(Jump::Stepped)),
            // Pause, continue, and what a person may make up.
            (2, 0, Told::Unknown),
            (3, 0, Told::Unknown),
            (0x20, 0, Told::Unknown),
            (128, 0, Told::Unknown),
            (255, 0, Told::Unknown),
        ] {
            assert_eq!(told(control, event), meaning, "{control:#x} {event:#x}");
        }
        for control in 0..=300 {
            for event in 0..=20 {
                // Nothing but a request to end ever ends it.
                assert_eq!(told(control, event) == Told::Stop, [1, 5, 0xf].contains(&control), "{control}");
            }
        }
    }
}
