import leaveOut from "./scripts/leave-out-loader.cjs";

/** @type {{ loaders: string[], condition: { all: ("browser" | "production")[] } }} */
const inBrowsersAlone = { loaders: ["./scripts/leave-out-loader.cjs"], condition: { all: ["browser", "production"] } };

/** @type {import("next").NextConfig} */
export default {
	distDir: process.env.HEARTH_DIST_DIR ?? ".next",
	poweredByHeader: false,
	reactStrictMode: true,
	compress: true,
	images: { unoptimized: true },
	// `npm test` runs tsc by itself; doing it again here would only slow the first start.
	typescript: { ignoreBuildErrors: true },
	devIndicators: false,
	// Loading every page before the first answer would double the time until one is ready: lib/process/warm-up.ts does it after.
	// And a page that is asked for just as the connection breaks is asked for again, instead of leaving the document.
	experimental: {
		preloadEntriesOnStart: false,
		useOffline: true,
	},
	turbopack: {
		rules: {
			"**/node_modules/virtua/lib/index.js": { loaders: ["./scripts/virtua-loader.cjs"] },
			...Object.fromEntries(leaveOut.files.map((file) => [`**/node_modules/${file}`, inBrowsersAlone])),
		},
		resolveAlias: {
			entities: "./app/_chat/markdown/entities-stub.ts",
			"use-intl/format-message": "use-intl/format-message/format-only",
		},
	},
	// Stateful or native: Next must not bundle a second copy of the code (state itself hangs on globalThis, see lib/process/app-state.ts).
	serverExternalPackages: [
		"postgres",
		"drizzle-orm",
		"pino",
		"@node-rs/argon2",
		"socket.io",
		"redis",
		"sharp",
		"file-type",
		"htmlparser2",
		"aws4",
	],
};
