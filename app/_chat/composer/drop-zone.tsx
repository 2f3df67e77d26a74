"use client";

import { ImagePlus } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslations } from "@/app/_i18n/use-translations";
import { useToast } from "@/app/_ui/toast";
import type { ComposerAttachments } from "./use-attachments";

const isFolder = (item: DataTransferItem) => item.webkitGetAsEntry?.()?.isDirectory ?? false;

/** The part of the page in which files can be dropped. */
const around = (target: EventTarget | null | undefined) =>
	target instanceof Element ? target.closest(":is(section, aside, main):has([data-takes-files])") : null;
const takesFiles = (target: EventTarget | null) => {
	const place = around(target);
	return place !== null && around(place.querySelector("[data-takes-files]")) === place;
};

const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;

/** Takes files that are dropped anywhere on a conversation. Elsewhere the browser does not open dropped files as a page. */
export function DropZone({ box, add }: Pick<ComposerAttachments, "box" | "add">) {
	const t = useTranslations("attachments");
	const toast = useToast();
	const [isDropping, setDropping] = useState(false);
	useEffect(() => {
		const isMine = ({ target }: DragEvent) => box.current !== null && around(box.current) === around(target);
		const over = (event: DragEvent) => {
			if (!carriesFiles(event)) return;
			event.preventDefault();
			setDropping(isMine(event));
			// The pointer shows where files cannot be dropped.
			if (event.dataTransfer && !takesFiles(event.target)) event.dataTransfer.dropEffect = "none";
		};
		const leave = (event: DragEvent) => {
			if (event.relatedTarget === null) setDropping(false);
		};
		const drop = (event: DragEvent) => {
			if (!carriesFiles(event)) return;
			event.preventDefault();
			setDropping(false);
			if (!isMine(event)) return;
			const { items = [], files = [] } = event.dataTransfer ?? {};
			const folders = [...items].filter(({ kind }) => kind === "file").map(isFolder);
			const folderCount = folders.filter(Boolean).length;
			if (folderCount > 0) toast({ tone: "error", text: t("folders", { count: folderCount }) });
			const dropped = [...files].filter((_, index) => !folders[index]);
			if (dropped.length > 0) void add(dropped);
		};
		addEventListener("dragover", over);
		addEventListener("dragleave", leave);
		addEventListener("drop", drop);
		return () => {
			removeEventListener("dragover", over);
			removeEventListener("dragleave", leave);
			removeEventListener("drop", drop);
		};
	}, [box, add, toast, t]);
	if (!isDropping) return null;
	return (
		<div className="pointer-events-none absolute -inset-px z-2 flex min-h-12 items-center justify-center gap-2.5 rounded-lg border-2 border-dashed border-ember-mark bg-ember-subtle px-3 font-semibold text-ember-text">
			<ImagePlus size="1.25rem" aria-hidden="true" className="shrink-0" />
			<span dir="auto" className="truncate">
				{t("drop")}
			</span>
		</div>
	);
}
