import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const backendUrl = 'http://localhost:3000';

export default defineConfig({
  root: path('.'),
  plugins: [react(), tailwindcss()],
  resolve: { alias: { '@sluice/vod': path('../libs/vod/src/index.ts') } },
  build: {
    outDir: path('../dist/frontend'),
    emptyOutDir: true,
    // The player with hls.js is one big piece, but it loads only when there is something to play.
    chunkSizeWarningLimit: 850,
    // The frontend takes a few constant tables from the domain library; without this hint every zod schema beside them
    // would count as a side effect and travel to the browser.
    rolldownOptions: {
      treeshake: { moduleSideEffects: [{ test: /[\\/]libs[\\/]vod[\\/]/, sideEffects: false }] },
    },
  },
  server: {
    proxy: {
      '/api': backendUrl,
      '/media': backendUrl,
      '/video': backendUrl,
      '/socket.io': { target: backendUrl, ws: true },
    },
  },
});
