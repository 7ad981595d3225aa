FROM python:3.12-slim
WORKDIR /app
COPY . /source
RUN pip install --no-cache-dir "/source[cluster,postgres]" && rm -rf /source \
    && useradd --create-home bridge && mkdir /data && chown bridge /data
USER bridge
# So that SIGTERM reaches the program itself, which then ends in order.
ENTRYPOINT ["threadbridge"]
CMD ["run", "--config", "/app/config.toml"]
