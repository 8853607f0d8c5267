//! Which network this is: gateway, wireless network, DNS suffixes.
//!
//! Nothing is sent. The gateway's hardware address is taken from the neighbour table, where it
//! stands as soon as anything went out that way.

use std::{ffi::c_void, mem, net::IpAddr, ptr};

use windows_sys::{
    Win32::{
        Foundation::{HANDLE, NO_ERROR},
        NetworkManagement::{
            IpHelper::{FreeMibTable, GetIpNetTable2, MIB_IPNET_ROW2, MIB_IPNET_TABLE2},
            WiFi::{
                WLAN_CONNECTION_ATTRIBUTES, WLAN_INTERFACE_INFO, WLAN_INTERFACE_INFO_LIST,
                wlan_interface_state_connected, wlan_intf_opcode_current_connection,
            },
        },
        Networking::WinSock::AF_UNSPEC,
    },
    core::GUID,
};

use super::{addresses, library, routes};
use crate::platform::{Route, Surroundings};

/// The version of the interface since Windows Vista.
const WLAN_VERSION: u32 = 2;

pub fn surroundings() -> Surroundings {
    let routes = routes::list().unwrap_or_default();
    let Some(way) = Route::out(&routes) else { return Surroundings::default() };
    let mut dns_suffixes = Vec::new();
    let mut wireless = false;
    let _ = addresses::each_adapter(0, |adapter| {
        if addresses::wide(adapter.FriendlyName) == way.interface {
            let suffix = addresses::wide(adapter.DnsSuffix);
            dns_suffixes = Some(suffix.trim_end_matches('.').to_ascii_lowercase())
                .filter(|suffix| !suffix.is_empty())
                .into_iter()
                .collect();
            // IF_TYPE_IEEE80211
            wireless = adapter.IfType == 71;
        }
    });
    Surroundings {
        interface: Some(way.interface.clone()).filter(|name| !name.is_empty()),
        gateway: way.gateway,
        gateway_mac: way.gateway.and_then(hardware_address),
        // A wireless card beside the cable that is used says nothing of where this is.
        ssid: wireless.then(ssid).flatten(),
        dns_suffixes,
    }
}

fn hardware_address(gateway: IpAddr) -> Option<[u8; 6]> {
    let mut table: *mut MIB_IPNET_TABLE2 = ptr::null_mut();
    // SAFETY: the place for the table is valid; it is freed below exactly once.
    if unsafe { GetIpNetTable2(AF_UNSPEC, &raw mut table) } != NO_ERROR || table.is_null() {
        return None;
    }
    // SAFETY: the call succeeded: the table holds as many rows as it says, one behind the other.
    let rows = unsafe {
        let first = (&raw const (*table).Table).cast::<MIB_IPNET_ROW2>();
        std::slice::from_raw_parts(first, (*table).NumEntries as usize)
    };
    let of_gateway =
        |row: &&MIB_IPNET_ROW2| row.PhysicalAddressLength == 6 && routes::inet(&row.Address) == Some(gateway);
    let mut found =
        rows.iter().filter(of_gateway).filter_map(|row| row.PhysicalAddress.first_chunk::<6>().copied());
    let found = found.find(|address| *address != [0; 6]);
    // SAFETY: the table came from GetIpNetTable2 and nothing points into it any more.
    unsafe { FreeMibTable(table.cast()) };
    found
}

type Open = unsafe extern "system" fn(u32, *const c_void, *mut u32, *mut HANDLE) -> u32;
type Close = unsafe extern "system" fn(HANDLE, *const c_void) -> u32;
type List = unsafe extern "system" fn(HANDLE, *const c_void, *mut *mut WLAN_INTERFACE_INFO_LIST) -> u32;
type Query = unsafe extern "system" fn(
    HANDLE,
    *const GUID,
    i32,
    *const c_void,
    *mut u32,
    *mut *mut c_void,
    *mut i32,
) -> u32;
type Free = unsafe extern "system" fn(*const c_void);

/// The functions of wlanapi.dll, which is not there on every server.
struct Wlan {
    open: Open,
    close: Close,
    list: List,
    query: Query,
    free: Free,
}

impl Wlan {
    fn load() -> Option<Self> {
        let function = |name| library::function(c"wlanapi.dll", name);
        // SAFETY: these are their types (wlanapi.h).
        unsafe {
            Some(Self {
                open: mem::transmute::<library::Function, Open>(function(c"WlanOpenHandle")?),
                close: mem::transmute::<library::Function, Close>(function(c"WlanCloseHandle")?),
                list: mem::transmute::<library::Function, List>(function(c"WlanEnumInterfaces")?),
                query: mem::transmute::<library::Function, Query>(function(c"WlanQueryInterface")?),
                free: mem::transmute::<library::Function, Free>(function(c"WlanFreeMemory")?),
            })
        }
    }

    fn connected(&self, client: HANDLE, interface: &WLAN_INTERFACE_INFO) -> Option<String> {
        if interface.isState != wlan_interface_state_connected {
            return None;
        }
        let mut size = 0;
        let mut data = ptr::null_mut();
        // SAFETY: the client is open; all places outlive the call.
        let done = unsafe {
            (self.query)(
                client,
                &raw const interface.InterfaceGuid,
                wlan_intf_opcode_current_connection,
                ptr::null(),
                &raw mut size,
                &raw mut data,
                ptr::null_mut(),
            )
        };
        if done != NO_ERROR || data.is_null() {
            return None;
        }
        let whole = size as usize >= size_of::<WLAN_CONNECTION_ATTRIBUTES>();
        let name = whole.then(|| {
            // SAFETY: the data is the structure that was asked for, and not shorter.
            let ssid =
                unsafe { &(*data.cast::<WLAN_CONNECTION_ATTRIBUTES>()).wlanAssociationAttributes.dot11Ssid };
            let length = (ssid.uSSIDLength as usize).min(ssid.ucSSID.len());
            String::from_utf8_lossy(&ssid.ucSSID[..length]).into_owned()
        });
        // SAFETY: the data came from WlanQueryInterface and nothing points into it any more.
        unsafe { (self.free)(data) };
        name.filter(|name| !name.is_empty())
    }
}

/// The wireless network that is connected; `None` also where Windows does not tell this program.
fn ssid() -> Option<String> {
    let wlan = Wlan::load()?;
    let (mut version, mut client) = (0, ptr::null_mut());
    // SAFETY: the places outlive the call.
    if unsafe { (wlan.open)(WLAN_VERSION, ptr::null(), &raw mut version, &raw mut client) } != NO_ERROR {
        return None;
    }
    let mut list: *mut WLAN_INTERFACE_INFO_LIST = ptr::null_mut();
    // SAFETY: the client is open; the list is freed below exactly once.
    let listed = unsafe { (wlan.list)(client, ptr::null(), &raw mut list) } == NO_ERROR && !list.is_null();
    let mut found = None;
    if listed {
        // SAFETY: the call succeeded: the list holds as many interfaces as it says, one behind the other.
        let interfaces = unsafe {
            let first = (&raw const (*list).InterfaceInfo).cast::<WLAN_INTERFACE_INFO>();
            std::slice::from_raw_parts(first, (*list).dwNumberOfItems as usize)
        };
        found = interfaces.iter().find_map(|interface| wlan.connected(client, interface));
        // SAFETY: the list came from WlanEnumInterfaces and nothing points into it any more.
        unsafe { (wlan.free)(list.cast()) };
    }
    // SAFETY: the client was opened above and is closed once.
    unsafe { (wlan.close)(client, ptr::null()) };
    found
}
