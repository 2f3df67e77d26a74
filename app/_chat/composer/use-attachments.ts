"use client";

import {
	type ClipboardEvent,
	type RefObject,
	useCallback,
	useEffect,
	useRef,
	useState,
	useSyncExternalStore,
} from "react";
import { useLocale } from "use-intl/react";
import { useViewer } from "@/app/_client/account/use-viewer";
import { uploadRegistryModule as registry } from "@/app/_client/attachments/upload-registry.lazy";
import type { Tray, Uploads } from "@/app/_client/attachments/uploads";
import { noopSubscribe } from "@/app/_client/create-store";
import { useWriteRefusal } from "@/app/_client/forms/use-write-refusal";
import { useTranslations } from "@/app/_i18n/use-translations";
import { useToast } from "@/app/_ui/toast";
import { whenUsable } from "@/app/_ui/when-usable";
import { isolated } from "@/lib/markdown";
import type { Attachment } from "@/lib/realtime/protocol";

export type ComposerAttachments = Tray & {
	uploads: Uploads | null;
	/** The composer that receives dropped files. */
	box: RefObject<HTMLFormElement | null>;
	/** The browser's file chooser. */
	input: RefObject<HTMLInputElement | null>;
	/** Returns whether all of them were accepted. */
	add: (files: readonly File[]) => Promise<boolean>;
	onPaste: (event: ClipboardEvent) => void;
	take: () => Attachment[];
};

const empty: Tray = { items: [], percent: null, blocking: null, hasDone: false };

/**
 * Files for the next message of a channel: chosen, pasted or dropped. The upload code is loaded with the first one.
 * Without a channel, the first file creates the thread.
 */
export function useAttachments(channelId: number | null, begin: () => Promise<number | null>): ComposerAttachments {
	const viewerId = useViewer()?.id ?? null;
	const t = useTranslations("attachments");
	const locale = useLocale();
	const toast = useToast();
	const isRefused = useWriteRefusal();
	const box = useRef<HTMLFormElement>(null);
	const input = useRef<HTMLInputElement>(null);
	const [uploads, setUploads] = useState<Uploads | null>(null);
	const latestBegin = useRef(begin);
	latestBegin.current = begin;
	const [adding, setAdding] = useState(0);
	useEffect(() => {
		let isHere = true;
		if (viewerId === null || channelId === null) return setUploads(null);
		setUploads(registry.current?.uploadRegistry(viewerId, channelId) ?? null);
		// A reload may have left some uploads.
		if (!registry.current)
			whenUsable.then(registry.load).then(
				({ uploadRegistry }) => isHere && setUploads(uploadRegistry(viewerId, channelId)),
				() => {},
			);
		return () => {
			isHere = false;
		};
	}, [viewerId, channelId]);
	const tray = useSyncExternalStore(
		uploads?.subscribe ?? noopSubscribe,
		uploads?.getSnapshot ?? (() => empty),
		() => empty,
	);

	const add = useCallback(
		async (files: readonly File[]) => {
			if (isRefused()) return false;
			setAdding((count) => count + 1);
			try {
				const { uploadRegistry } = await registry.load();
				const target = channelId ?? (await latestBegin.current());
				if (viewerId === null || target === null) throw new Error("There is no channel to upload to.");
				const own = uploadRegistry(viewerId, target);
				setUploads(own);
				const { most, leftOut } = await own.add(files);
				if (leftOut.length === 0) return true;
				const names = new Intl.ListFormat(locale).format(leftOut.map((file) => isolated(shortName(file))));
				toast({ tone: "error", text: t("tooMany", { most, names, count: leftOut.length }) });
			} catch {
				toast({ tone: "error", text: t("noAnswer") });
			} finally {
				setAdding((count) => count - 1);
			}
			return false;
		},
		[viewerId, channelId, isRefused, toast, t, locale],
	);
	const onPaste = useCallback(
		(event: ClipboardEvent) => {
			const { files } = event.clipboardData;
			if (files.length === 0 || isTextPaste(event.clipboardData.getData("text/plain"), [...files])) return;
			event.preventDefault();
			void add([...files]);
		},
		[add],
	);
	// Until the first tile appears, a message would be sent without the file.
	const percent = tray.percent ?? (adding > 0 ? 0 : null);
	return { ...tray, percent, uploads, box, input, add, onPaste, take: () => uploads?.take() ?? [] };
}

/** A program that copies a picture of its text beside it means the text; one that copies files adds their names. */
function isTextPaste(text: string, files: readonly File[]): boolean {
	const lines = text.split(/[\r\n]+/).filter((line) => line.trim() !== "");
	return lines.some(
		(line) => !files.some(({ name }) => line.endsWith(name) || line.endsWith(encodeURIComponent(name))),
	);
}

const longestName = 40;
const shortName = (name: string) =>
	name.length <= longestName ? name : `${name.slice(0, longestName - 16)}…${name.slice(-15)}`;
