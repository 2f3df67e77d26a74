# docker build -t hearth . && docker run -p 3000:3000 -v hearth:/data hearth
FROM node:22-bookworm-slim AS build
WORKDIR /hearth
ENV NEXT_TELEMETRY_DISABLED=1
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-fund --no-audit
COPY . .
RUN npm run build && rm -rf .next/cache .next/dev

FROM node:22-bookworm-slim
LABEL org.opencontainers.image.title="Hearth" \
	org.opencontainers.image.description="Community chat that anyone can run" \
	org.opencontainers.image.licenses="MIT"
WORKDIR /hearth
ENV NODE_ENV=production HEARTH_DATA_DIR=/data
COPY --from=build /hearth ./
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s \
	CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/healthz`).then((a) => process.exit(a.ok ? 0 : 1), () => process.exit(1))"]
# In exec form, so that SIGTERM reaches the app itself; it then stops its database and ends by itself.
CMD ["node", "scripts/start.mjs"]
