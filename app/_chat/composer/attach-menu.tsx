"use client";

import { ChartBar, Paperclip, Plus } from "lucide-react";
import { useTranslations } from "@/app/_i18n/use-translations";
import { IconButton } from "@/app/_ui/icon-button";
import { lazy, lazyOnceUsable } from "@/app/_ui/lazy";
import { Menu, MenuItem } from "@/app/_ui/menu";
import type { ComposerAttachments } from "./use-attachments";

const DropZone = lazyOnceUsable(() => import("./drop-zone").then((module) => module.DropZone));
const UploadTray = lazy(() => import("../attachments/upload-tray").then((module) => module.UploadTray));

type Props = { files: ComposerAttachments; canAttach: boolean; onPoll: (() => void) | undefined };

/** Adds files, through the browser's file picker, or a poll. */
export function AttachMenu({ files, canAttach, onPoll }: Props) {
	const t = useTranslations("attachments");
	const acts = useTranslations("acts");
	return (
		<>
			<Menu
				side="top"
				align="start"
				trigger={
					<IconButton label={acts("add")} className="size-[2.125rem] hover:bg-canvas-hover">
						<Plus size="1.25rem" strokeWidth={1.75} aria-hidden="true" />
					</IconButton>
				}
			>
				{canAttach && (
					<MenuItem icon={<Paperclip size="1rem" aria-hidden="true" />} onSelect={() => files.input.current?.click()}>
						{t("attach")}
					</MenuItem>
				)}
				{onPoll && (
					<MenuItem icon={<ChartBar size="1rem" aria-hidden="true" />} onSelect={onPoll}>
						{acts("pollTitle")}
					</MenuItem>
				)}
			</Menu>
			{canAttach && (
				<input
					ref={files.input}
					type="file"
					multiple
					hidden
					aria-label={t("attach")}
					onChange={({ target }) => {
						files.add([...(target.files ?? [])]);
						// Choosing the same file again must cause a change event.
						target.value = "";
					}}
				/>
			)}
		</>
	);
}

/** Above the text field: the attachments of the message, and the place to drop more. */
export function ComposerFiles({ files }: { files: ComposerAttachments }) {
	const { uploads, items } = files;
	return (
		<>
			{uploads && items.length > 0 && (
				<UploadTray uploads={uploads} items={items} fallback={<div className="h-[9.25rem]" />} />
			)}
			<DropZone box={files.box} add={files.add} />
		</>
	);
}
