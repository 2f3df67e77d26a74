"use client";

import { signOut } from "@/app/_client/account/sign-in";
import { useViewer } from "@/app/_client/account/use-viewer";
import { uploadRegistryModule } from "@/app/_client/attachments/upload-registry.lazy";
import { useDrafts } from "@/app/_client/messages/use-drafts";
import { windowCache } from "@/app/_client/messages/window-cache";
import { wipeUnsent } from "@/app/_client/messages/wipe-unsent";
import { useOutbox } from "@/app/_client/realtime/socket-provider";
import { setRolePreview } from "@/app/_client/servers/role-preview";
import { useTranslations } from "@/app/_i18n/use-translations";
import { useToast } from "@/app/_ui/toast";
import { textsNotStored } from "../channels/unsent";
import { useDialogs } from "./dialog-context";

/** Signs out; asks first if that would discard something unsent. */
export function useSignOut(): () => Promise<void> {
	const { open } = useDialogs();
	const outbox = useOutbox();
	const drafts = useDrafts();
	const viewerId = useViewer()?.id ?? null;
	const end = useEndSession();
	return async () => {
		setRolePreview(null);
		await drafts?.upload();
		const registry = await uploadRegistryModule.load().catch(() => null);
		const isUnsent =
			outbox?.getSnapshot().some(({ seq }) => seq === null) ||
			drafts?.notUploaded() !== "" ||
			textsNotStored().length > 0 ||
			(viewerId !== null && registry !== null && registry.unsentFiles(viewerId).length > 0);
		if (outbox && isUnsent) open("signOut");
		else await end();
	};
}

/** Signs out and loads the sign-in page; shows an error if the server could not be reached. */
export function useEndSession(): () => Promise<void> {
	const t = useTranslations("settings");
	const toast = useToast();
	const wipe = useWipeSession();
	return async () => {
		try {
			await signOut();
			await wipe();
			location.assign("/login");
		} catch {
			toast({ text: t("signOutFailed"), tone: "error" });
		}
	};
}

/** Deletes everything that this browser has stored for the user. */
export function useWipeSession(): () => Promise<void> {
	const outbox = useOutbox();
	const drafts = useDrafts();
	return async () => {
		outbox?.wipe();
		drafts?.wipe();
		wipeUnsent(null);
		uploadRegistryModule.current?.forgetUploads();
		await windowCache.wipe();
	};
}
