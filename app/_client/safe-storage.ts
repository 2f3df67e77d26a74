/** What this device keeps. Where storage is switched off it keeps nothing, and everything else goes on. */
export function safeStorage(): Storage {
	try {
		return localStorage;
	} catch {
		return {
			length: 0,
			key: () => null,
			getItem: () => null,
			setItem: () => {},
			removeItem: () => {},
			clear: () => {},
		};
	}
}
