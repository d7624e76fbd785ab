# The worker, with the commands beside it: docker build -t slotferry .
FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /src
COPY . .
# Neither tests nor formatter: an image must not rewrite sources. Demo and benchmark stay out of it.
RUN mvn -B -q -Pdist -Dmaven.test.skip=true -Dspotless.apply.skip=true -Dspotless.check.skip=true package \
  && mkdir /slotferry && tar -xzf system-tests/target/slotferry-*.tar.gz -C /slotferry --strip-components 1 \
  && cd /slotferry/lib && rm system-tests.classpath slotferry-system-tests-*.jar \
  && for jar in *.jar; do grep -q "lib/$jar" client.classpath worker.classpath \
    || case $jar in slotferry-*) ;; *) rm "$jar" ;; esac; done

FROM eclipse-temurin:17-jre
COPY --from=build /slotferry /opt/slotferry
# The archive of classes is made for this very place and Java.
RUN ln -s /opt/slotferry/bin/slotferry /usr/local/bin/slotferry \
  && slotferry warm-up
USER 1000:1000
ENV SLOTFERRY_ALIVE_FILE=/tmp/slotferry-alive
# It is touched every 5 seconds while the worker serves and Temporal answers.
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s --retries=3 \
  CMD test -n "$(find "$SLOTFERRY_ALIVE_FILE" -mmin -1)"
STOPSIGNAL SIGTERM
ENTRYPOINT ["slotferry"]
CMD ["worker"]
