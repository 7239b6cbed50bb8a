# provgraph, and nothing that only its tests need. Its sources run as they are: Node strips the types.
FROM node:24.21.0-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production \
    PROVGRAPH_DATA=/var/lib/provgraph
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY package.json LICENSE ./
COPY schema schema
COPY ingest ingest
COPY queries queries
COPY src src
# A new volume takes over whose folder this is.
RUN install -d -o node -g node -m 0750 /var/lib/provgraph
USER 1000:1000
VOLUME /var/lib/provgraph
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/livez').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "src/cli/main.ts"]
# Beyond loopback it serves once there is a token: provgraph token create.
CMD ["serve", "--host", "0.0.0.0"]
