# Two images: `server` runs the backend, the video workers and the live recorder, `frontend` is nginx with the built pages.
# docker-compose.yml builds and starts both.

FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
# Nothing that we use needs its install script, so none may run.
RUN npm ci --ignore-scripts --no-audit --no-fund

FROM node:24-bookworm-slim AS production-dependencies
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM dependencies AS server-build
COPY nest-cli.json tsconfig.json tsconfig.build.json ./
COPY libs libs
COPY scripts scripts
COPY backend backend
COPY video-worker video-worker
COPY live-recorder live-recorder
RUN npm run build:server && rm -f dist/*.tsbuildinfo

FROM dependencies AS pages-build
COPY tsconfig.json ./
COPY libs/vod libs/vod
COPY frontend/index.html frontend/tsconfig.json frontend/vite.config.ts frontend/
COPY frontend/public frontend/public
COPY frontend/src frontend/src
# Compressed once here instead of at every request; -n leaves the time out, so that the same sources give the same bytes.
RUN npm run build:pages \
 && find dist/frontend -type f -size +1k \( -name '*.html' -o -name '*.js' -o -name '*.css' -o -name '*.svg' \) \
      -exec gzip -9 -n -k {} +

FROM node:24-bookworm-slim AS server
# The worker encodes with ffmpeg, the recorder takes cameras in with it; in the backend's container `npm run test_video_processing` makes and plays a clip with it.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends ffmpeg \
 && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=3000 \
    UPLOADS_DIR=/app/uploads \
    npm_config_cache=/tmp/npm \
    npm_config_update_notifier=false
WORKDIR /app
# A new volume takes its owner from this folder. Everything else under /app belongs to root: the code cannot change itself.
RUN mkdir uploads && chown node:node uploads
COPY --from=production-dependencies /app/node_modules node_modules
# nest-cli.json is how the scripts find the root of the project.
COPY package.json nest-cli.json ./
COPY --from=server-build /app/dist dist
USER node
EXPOSE 3000
STOPSIGNAL SIGTERM
CMD ["node", "--enable-source-maps", "dist/backend/src/main.js"]

FROM nginx:1.29-alpine AS frontend
COPY frontend/nginx/ /etc/nginx/
COPY --from=pages-build /app/dist/frontend /srv/pages
# Any user will do: nginx only reads, and writes to /tmp. 101 is the one that its image has for it.
USER 101:101
EXPOSE 8080
STOPSIGNAL SIGQUIT
ENTRYPOINT ["/bin/sh", "/etc/nginx/start.sh"]
