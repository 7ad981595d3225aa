# A screen, somebody to look at it from afar, and Chromium, which is started again whenever it ends.
set -eu
export DISPLAY=:1
rm -f /tmp/.X1-lock /profile/Singleton*   # left by a container that was killed
Xvfb :1 -screen 0 1440x900x24 -nolisten tcp &
until [ -e /tmp/.X11-unix/X1 ]; do sleep 0.1; done
openbox &
x11vnc -storepasswd "$SCREEN_PASSWORD" "$HOME/.screen" > /dev/null 2>&1
x11vnc -display :1 -rfbauth "$HOME/.screen" -localhost -forever -shared -quiet &
websockify --web /usr/share/novnc 6080 127.0.0.1:5900 &
while true; do
  chromium --user-data-dir=/profile --remote-debugging-address=127.0.0.1 --remote-debugging-port=9222 \
    --no-first-run --no-default-browser-check --restore-last-session --start-maximized || true
  sleep 1
done
