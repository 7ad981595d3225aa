FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends \
      chromium curl fonts-noto-cjk fonts-noto-color-emoji novnc openbox tini websockify x11vnc xvfb \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home browser && mkdir /profile && chown browser /profile
COPY browser.sh /browser.sh
USER browser
EXPOSE 6080
ENTRYPOINT ["tini", "--", "sh", "/browser.sh"]
