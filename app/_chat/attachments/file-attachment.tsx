"use client";

import { Download, FileArchive, FileText, Music } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "@/app/_i18n/use-translations";
import { classNames } from "@/app/_ui/class-names";
import { isolated } from "@/lib/markdown";
import type { Attachment } from "@/lib/realtime/protocol";
import { endingOf, useFileSize } from "./use-file-size";

/** A video, audio or other file of a message. Media never plays automatically. */
export function FileAttachment({ file }: { file: Attachment }) {
	const t = useTranslations("attachments");
	const { kind, url, name, alt, spoiler } = file;
	const [shown, setShown] = useState(!spoiler);
	if (!shown)
		return (
			<button
				type="button"
				tabIndex={-1}
				onClick={() => setShown(true)}
				className="h-14 rounded-lg border bg-sunken px-3 font-semibold text-text-muted hover:text-text"
			>
				{t("showSpoiler")}
			</button>
		);
	if (kind === "video")
		return (
			<div className="overflow-hidden rounded-lg border bg-surface">
				{/* biome-ignore lint/a11y/useMediaCaption: uploads have a description but no captions. */}
				<video
					controls
					preload="metadata"
					src={url}
					aria-label={alt || name}
					className="aspect-video w-full bg-black"
				/>
				<FileRow file={file} plain />
			</div>
		);
	if (kind === "audio")
		return (
			<div className="rounded-lg border bg-surface">
				<FileRow file={file} plain />
				{/* biome-ignore lint/a11y/useMediaCaption: uploads have a description but no captions. */}
				<audio controls preload="none" src={url} aria-label={alt || name} className="h-10 w-full px-1.5 pb-1.5" />
			</div>
		);
	return <FileRow file={file} />;
}

/** A file by name, type and size; a click downloads it. */
function FileRow({ file, plain = false }: { file: Attachment; plain?: boolean }) {
	const t = useTranslations("attachments");
	const sizeText = useFileSize();
	const { name, url, size, type, kind, alt } = file;
	const Icon = kind === "audio" ? Music : /zip|tar|compressed|rar/.test(type) ? FileArchive : FileText;
	return (
		<a
			href={url}
			download={name}
			tabIndex={-1}
			title={alt || undefined}
			aria-label={t("download", { name })}
			className={classNames(
				"flex min-w-0 items-center gap-3 p-2.5 hover:bg-surface-hover",
				!plain && "rounded-lg border bg-surface hover:border-line-strong",
			)}
		>
			{!plain && (
				<span className="grid size-9 shrink-0 place-items-center rounded-md bg-info-subtle text-link">
					<Icon size="1.125rem" aria-hidden="true" />
				</span>
			)}
			<span className="min-w-0 flex-1">
				<span dir="auto" className="block truncate text-sm font-semibold">
					{name}
				</span>
				<span className="block text-xs text-text-muted">
					{[isolated(endingOf(name)), sizeText(size)].filter(Boolean).join(", ")}
				</span>
			</span>
			<Download size="1.125rem" aria-hidden="true" className="me-1 shrink-0 text-text-muted" />
		</a>
	);
}
