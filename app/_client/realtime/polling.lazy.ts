import { NodeWebSocket, NodeXHR } from "socket.io-client";

/** WebSocket, and HTTP for networks that block it. In a browser both are the browser's own. */
export const transports = [NodeWebSocket, NodeXHR];
