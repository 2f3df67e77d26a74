// A loader for the browser's part of the build (next.config.mjs): leaves out of packages what no page of this app runs.
// It fails if a package has changed its shape.

const transports = `import { XHR } from "./polling-xhr.node.js";
import { WS } from "./websocket.node.js";
import { WT } from "./webtransport.js";
export const transports = {
    websocket: WS,
    webtransport: WT,
    polling: XHR,
};
`;

const processMembers =
	"t.nextTick,t.title,t.browser,t.env,t.argv,t.version,t.versions,t.on,t.addListener,t.once,t.off,t.removeListener,t.removeAllListeners,t.emit,t.prependListener,t.prependOnceListener,t.listeners,t.binding,t.cwd,t.chdir,t.umask";

/** @param {string} source */
const namesIn = (source) =>
	[...source.matchAll(/^export (?:function|const|class) (\w+)/gm)].map(([, name]) => name).join();

/** @type {Record<string, (source: string) => string | null>} */
const parts = {
	// Polling is loaded where WebSockets are blocked (app/_client/realtime/polling.lazy.ts), and WebTransport is never used.
	"engine.io-client/build/esm/transports/index.js": (source) =>
		source === transports
			? 'import { WS } from "./websocket.node.js";\nexport const transports = { websocket: WS };\n'
			: null,
	// The protocol is JSON: an event with bytes closes the connection.
	"socket.io-parser/build/esm/is-binary.js": (source) =>
		namesIn(source) === "isBinary,hasBinary"
			? "export const isBinary = () => false;\nexport const hasBinary = () => false;\n"
			: null,
	"socket.io-parser/build/esm/binary.js": (source) =>
		namesIn(source) === "deconstructPacket,reconstructPacket"
			? 'const refuse = () => { throw new Error("Bytes are not in the protocol."); };\nexport { refuse as deconstructPacket, refuse as reconstructPacket };\n'
			: null,
	// Of Next's many constants its client reads only this one.
	"next/dist/lib/constants.js": (source) => {
		const name = "NEXT_NAV_DEPLOYMENT_ID_HEADER";
		const [, value] = new RegExp(`^const ${name} = ('[^']*');$`, "m").exec(source) ?? [];
		return value ? `exports.${name} = ${value};\n` : null;
	},
	// There are no Server Actions.
	"next/dist/client/components/router-reducer/reducers/server-action-reducer.js": (source) =>
		source.match(/\bexports, "\w+"/g)?.join() === 'exports, "__esModule",exports, "serverActionReducer"'
			? 'exports.serverActionReducer = () => { throw new Error("There are no Server Actions."); };\n'
			: null,
	// Of the copy of Node's `process` the browser reads no more than `env` and whether there is an `emit`.
	"next/dist/compiled/process/browser.js": (source) =>
		source.match(/\bt\.\w+(?==)/g)?.join() === processMembers ? "module.exports = { env: {}, browser: true };\n" : null,
	// Next's links ask these utilities whether an address leads elsewhere, and nothing more.
	"next/dist/shared/lib/utils.js": (source) => {
		const [isAbsolute] = /^const ABSOLUTE_URL_REGEX = .*?^};$/ms.exec(source) ?? [];
		const [origin] = /^function getLocationOrigin\(\) .*?^}$/ms.exec(source) ?? [];
		return isAbsolute?.includes("const isAbsoluteUrl = ") && origin
			? `${isAbsolute}\n${origin}\nexports.isAbsoluteUrl = isAbsoluteUrl;\nexports.getLocationOrigin = getLocationOrigin;\n`
			: null;
	},
	// Every link of the app has its address as text.
	"next/dist/shared/lib/router/utils/format-url.js": (source) =>
		source.match(/^function \w+/gm)?.join() === "function _export,function formatUrl,function formatWithValidation"
			? 'exports.formatUrl = () => { throw new Error("The address of a link is text."); };\n'
			: null,
	// No page of the app is shown over another in place of its own (a folder as `(.)photos`).
	"next/dist/shared/lib/router/utils/interception-routes.js": (source) =>
		source.match(/(?<=^ {4})\w+(?=: null)/gm)?.join() ===
		"INTERCEPTION_ROUTE_MARKERS,extractInterceptionRouteInformation,findMissingCanonicalInterceptionRoutes,isInterceptionRouteAppPath"
			? 'const refuse = () => { throw new Error("There are no interception routes."); };\nexports.INTERCEPTION_ROUTE_MARKERS = [];\nexports.isInterceptionRouteAppPath = () => false;\nexports.extractInterceptionRouteInformation = refuse;\nexports.findMissingCanonicalInterceptionRoutes = refuse;\n'
			: null,
	// The app has an error page of its own (app/global-error.tsx). If it fails too, Next's page is shown without styles.
	"next/dist/client/components/builtin/error-styles.js": (source) =>
		source.match(/(?<=^ {4})\w+(?=: null)/gm)?.join() === "WarningIcon,errorStyles,errorThemeCss"
			? 'exports.WarningIcon = () => null;\nexports.errorStyles = {};\nexports.errorThemeCss = "";\n'
			: null,
};

/**
 * @this {{ resourcePath: string }}
 * @param {string} source
 */
function leaveOut(source) {
	const path = this.resourcePath.replaceAll("\\", "/");
	const name = Object.keys(parts).find((file) => path.endsWith(`/node_modules/${file}`));
	const kept = name && parts[name]?.(source);
	if (!kept) throw new Error(`${path} has changed: scripts/leave-out-loader.cjs does not know it.`);
	return kept;
}

module.exports = Object.assign(leaveOut, { files: Object.keys(parts) });
