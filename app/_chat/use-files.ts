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
import { useTranslations } from "use-intl/react";
import { alsoLater } from "@/app/_ui/later";
import { useToast } from "@/app/_ui/toast";
import type { Attachment } from "@/lib/realtime/contract";
import type { Tray, Uploads } from "../_client/uploads";
import { useViewer } from "../_client/use-viewer";

export type Files = Tray & {
	uploads: Uploads | null;
	/** Files are held over this conversation. */
	isDropping: boolean;
	/** The composer they are dropped for. */
	box: RefObject<HTMLFormElement | null>;
	/** The browser's own way to choose files. */
	input: RefObject<HTMLInputElement | null>;
	add: (files: readonly File[]) => void;
	onPaste: (event: ClipboardEvent) => void;
	take: () => Attachment[];
};

let loaded: typeof import("../_client/uploads-of") | null = null;
const load = async () => {
	loaded ??= await import("../_client/uploads-of");
	return loaded;
};
alsoLater(load);

const empty: Tray = { items: [], percent: null, hasFailed: false, hasDone: false };
const never = () => () => {};

/**
 * Files for the next message of a channel: chosen, pasted or dropped. What sends them is loaded with the first one. Where
 * there is no channel yet, the first file begins it.
 */
export function useFiles(channelId: number | null, begin: () => Promise<number>): Files {
	const viewerId = useViewer()?.id ?? 0;
	const t = useTranslations("attachments");
	const toast = useToast();
	const box = useRef<HTMLFormElement>(null);
	const input = useRef<HTMLInputElement>(null);
	const [uploads, setUploads] = useState<Uploads | null>(null);
	const latestBegin = useRef(begin);
	latestBegin.current = begin;
	useEffect(() => {
		setUploads((channelId !== null && loaded?.uploadsOf(viewerId, channelId)) || null);
	}, [viewerId, channelId]);
	const tray = useSyncExternalStore(uploads?.subscribe ?? never, uploads?.getSnapshot ?? (() => empty), () => empty);

	const add = useCallback(
		async (files: readonly File[]) => {
			try {
				const own = (await load()).uploadsOf(viewerId, channelId ?? (await latestBegin.current()));
				setUploads(own);
				const left = await own.add(files);
				if (left > 0) toast({ tone: "error", text: t("tooMany", { count: left }) });
			} catch {
				toast({ tone: "error", text: t("noAnswer") });
			}
		},
		[viewerId, channelId, toast, t],
	);
	const isDropping = useDrop(box, add);
	const onPaste = useCallback(
		(event: ClipboardEvent) => {
			const { files, types } = event.clipboardData;
			// A program that puts a picture of its words beside them means the words.
			if (files.length === 0 || types.includes("text/plain")) return;
			event.preventDefault();
			void add([...files]);
		},
		[add],
	);
	return { ...tray, uploads, isDropping, box, input, add, onPaste, take: () => uploads?.take() ?? [] };
}

const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;

/** Files may be let go anywhere over a conversation. Elsewhere they are not taken for a page to open. */
function useDrop(box: RefObject<HTMLFormElement | null>, add: (files: readonly File[]) => void): boolean {
	const [dropping, setDropping] = useState(false);
	useEffect(() => {
		const isMine = ({ target }: DragEvent) =>
			target instanceof Node && (box.current?.closest("section, aside, main")?.contains(target) ?? false);
		const over = (event: DragEvent) => {
			if (!carriesFiles(event)) return;
			event.preventDefault();
			setDropping(isMine(event));
		};
		const leave = (event: DragEvent) => {
			if (event.relatedTarget === null) setDropping(false);
		};
		const drop = (event: DragEvent) => {
			if (!carriesFiles(event)) return;
			event.preventDefault();
			setDropping(false);
			if (isMine(event)) add([...(event.dataTransfer?.files ?? [])]);
		};
		addEventListener("dragover", over);
		addEventListener("dragleave", leave);
		addEventListener("drop", drop);
		return () => {
			removeEventListener("dragover", over);
			removeEventListener("dragleave", leave);
			removeEventListener("drop", drop);
		};
	}, [box, add]);
	return dropping;
}
