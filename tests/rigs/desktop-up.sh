# A Linux desktop to throw away: X server, session bus, panel with a tray, notifications, keyring. Sourced by desktop.sh.
# shellcheck shell=bash
export HOME=$T/home XDG_RUNTIME_DIR=$T/runtime
export XDG_CONFIG_HOME=$HOME/.config XDG_DATA_HOME=$HOME/.local/share XDG_CACHE_HOME=$HOME/.cache XDG_STATE_HOME=$HOME/.local/state
mkdir -p -m 700 "$HOME" "$XDG_RUNTIME_DIR" "$XDG_CONFIG_HOME" "$XDG_DATA_HOME" "$XDG_CACHE_HOME"
export NO_AT_BRIDGE=1 GTK_A11Y=none GSETTINGS_BACKEND=memory XDG_CURRENT_DESKTOP=XFCE LC_ALL=C.UTF-8
unset WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS XDG_CONFIG_DIRS

on_bus() { gdbus call --session -d org.freedesktop.DBus -o /org/freedesktop/DBus -m org.freedesktop.DBus.NameHasOwner "$1" | grep -q true; }

# Its own bus, without activation: only what this rig starts can answer.
session_bus() {
  cat >"$T/bus.conf" <<C
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path=$XDG_RUNTIME_DIR/bus</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>
C
  start dbus dbus-daemon --config-file="$T/bus.conf" --nofork --nopidfile
  eventually 10 test -S "$XDG_RUNTIME_DIR/bus" || exit 1
  export DBUS_SESSION_BUS_ADDRESS=unix:path=$XDG_RUNTIME_DIR/bus
}

# A panel along the top: an expanding gap, then the tray, so that the tray is at the right end.
panel_configure() {
  local folder=$XDG_CONFIG_HOME/xfce4/xfconf/xfce-perchannel-xml daemon
  mkdir -p "$folder"
  cat >"$folder/xfce4-panel.xml" <<'C'
<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array"><value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=6;x=0;y=0"/><property name="position-locked" type="bool" value="true"/>
      <property name="length" type="uint" value="100"/><property name="size" type="uint" value="36"/><property name="icon-size" type="uint" value="24"/>
      <property name="plugin-ids" type="array"><value type="int" value="1"/><value type="int" value="2"/></property>
    </property></property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="separator"><property name="expand" type="bool" value="true"/><property name="style" type="uint" value="0"/></property>
    <property name="plugin-2" type="string" value="systray"><property name="square-icons" type="bool" value="true"/></property>
  </property>
</channel>
C
  daemon=$(find /usr/lib /usr/libexec -name xfconfd -type f 2>/dev/null | head -n 1)
  start xfconfd "$daemon"; eventually 10 on_bus org.xfce.Xfconf || exit 1
}
panel_up() { start panel xfce4-panel --disable-wm-check; PANEL=$LAST; eventually 20 on_bus org.kde.StatusNotifierWatcher || exit 1; sleep 1; }
panel_down() { stop "$PANEL"; eventually 10 eval '! on_bus org.kde.StatusNotifierWatcher'; }

notifications_up() {
  printf '[global]\n origin = top-right\n offset = 10x45\n width = 340\n font = DejaVu Sans 10\n frame_width = 2\n history_length = 100\n' >"$T/dunstrc"
  start dunst dunst -conf "$T/dunstrc"; eventually 10 on_bus org.freedesktop.Notifications || exit 1
}
# notified: every notification so far, "summary | body" a line
notified() {
  dunstctl close-all; sleep 0.2
  dunstctl history | "$PY" -c 'import json, sys
for n in json.load(sys.stdin)["data"][0]: print(n["appname"]["data"], n["summary"]["data"], n["body"]["data"].replace("\n", " / "), sep=" | ")'
}

# An unlocked keyring: the password of its login collection is empty.
keyring_up() {
  # shellcheck disable=SC2016
  start keyring sh -c 'printf "\n" | exec gnome-keyring-daemon --unlock --components=secrets --foreground --control-directory="$XDG_RUNTIME_DIR/keyring"'
  eventually 10 on_bus org.freedesktop.secrets || exit 1
}
