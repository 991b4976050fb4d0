import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The API that `vite dev` passes calls on to; the built app is served by the server itself. */
const API_URL = process.env.QUAYSIDE_URL ?? 'http://127.0.0.1:3000';

export default defineConfig({
  plugins: [react()],
  server: {
    port: 4400,
    strictPort: false,
    proxy: { '/api': { target: API_URL, changeOrigin: false } },
  },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    chunkSizeWarningLimit: 700,
  },
});
