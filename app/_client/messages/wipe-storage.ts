import { wipeUnsent } from "./wipe-unsent";
import { wipeWindows } from "./wipe-windows";

/** Deletes all that this browser has stored, unless a user has signed in with it meanwhile. */
export async function wipeStorage(wipe = wipeAll): Promise<void> {
	const response = await fetch("/api/account", { cache: "no-store" }).catch(() => null);
	if (response?.status === 401) wipe();
}

function wipeAll(): void {
	wipeUnsent(null);
	void wipeWindows();
}
