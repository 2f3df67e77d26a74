/** Told once when the session is found to have ended, by a refused request or by the socket. */
const listeners = new Set<() => void>();

export function announceSessionExpired(): void {
	for (const listener of listeners) listener();
}

export function onSessionExpired(listener: () => void): () => void {
	listeners.add(listener);
	return () => listeners.delete(listener);
}
