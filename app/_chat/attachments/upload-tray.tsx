"use client";

import { EyeOff, File as FileIcon, FileWarning, RotateCw, X } from "lucide-react";
import { useState } from "react";
import { ApiError } from "@/app/_client/api";
import type { Upload, Uploads } from "@/app/_client/attachments/uploads";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useTranslations } from "@/app/_i18n/use-translations";
import { classNames } from "@/app/_ui/class-names";
import { AltTextDialog } from "./alt-text-dialog";
import { useFileSize } from "./use-file-size";

type Props = { uploads: Uploads; items: readonly Upload[] };

const onPicture =
	"grid place-items-center rounded-full bg-black/75 text-white hover:bg-black max-md:after:absolute max-md:after:-inset-2";

/** The attachments of the next message, as tiles. */
export function UploadTray({ uploads, items }: Props) {
	const t = useTranslations("attachments");
	const [describing, setDescribing] = useState<string | null>(null);
	const described = items.find(({ key }) => key === describing);
	return (
		<>
			<ul aria-label={t("tray")} className="flex gap-2 overflow-x-auto p-2.5 pb-1">
				{items.map((item) => (
					<Tile key={item.key} item={item} uploads={uploads} onDescribe={() => setDescribing(item.key)} />
				))}
			</ul>
			{described && (
				<AltTextDialog
					item={described}
					onSave={(description) => uploads.describe(described.key, description)}
					onClose={() => setDescribing(null)}
				/>
			)}
		</>
	);
}

function Tile({ item, uploads, onDescribe }: { item: Upload; uploads: Uploads; onDescribe: () => void }) {
	const t = useTranslations("attachments");
	const { key, name, previewUrl, state, spoiler, alt } = item;
	const bad = state === "tooLarge" || state === "failed";
	return (
		<li
			className={classNames(
				"relative w-[9.25rem] shrink-0 overflow-hidden rounded-md border bg-surface text-xs",
				bad && "border-danger",
			)}
		>
			<div className="relative grid h-[4.875rem] place-items-center overflow-hidden bg-sunken text-text-muted">
				{previewUrl ? (
					// biome-ignore lint/performance/noImgElement: a local file, which nothing can optimize.
					<img
						src={previewUrl}
						alt=""
						className={classNames("size-full object-cover", spoiler && "blur-md", state !== "done" && "opacity-60")}
					/>
				) : bad ? (
					<FileWarning size="1.375rem" aria-hidden="true" />
				) : (
					<FileIcon size="1.375rem" aria-hidden="true" />
				)}
				{spoiler && (
					<span className="absolute start-1.5 top-1.5 grid size-6 place-items-center rounded-full bg-black/75 text-white">
						<EyeOff size="0.875rem" aria-hidden="true" />
					</span>
				)}
				{!bad && (
					<button
						type="button"
						aria-label={t("describe", { name })}
						onClick={onDescribe}
						className={classNames(
							"absolute start-1.5 bottom-1.5 h-6 rounded-sm bg-black/75 px-1.5 text-badge font-bold text-white hover:bg-black max-md:h-8 max-md:px-2.5",
							alt !== "" && "ring-2 ring-ember",
						)}
					>
						{t("altBadge")}
					</button>
				)}
				<button
					type="button"
					aria-label={t("remove", { name })}
					onClick={() => uploads.remove(key)}
					className={classNames("absolute end-1.5 top-1.5 size-6 max-md:size-8", onPicture)}
				>
					<X size="0.875rem" aria-hidden="true" />
				</button>
			</div>
			<div className="px-2 py-1.5">
				<p dir="auto" className="truncate" title={name}>
					{name}
				</p>
				<div className="flex h-4 items-center">
					<UploadStatus item={item} maxBytes={uploads.maxBytes} onRetry={() => uploads.retry(key)} />
				</div>
			</div>
		</li>
	);
}

function UploadStatus({ item, maxBytes, onRetry }: { item: Upload; maxBytes: number | null; onRetry: () => void }) {
	const t = useTranslations("attachments");
	const sizeText = useFileSize();
	const errorText = useErrorMessage();
	const { state, progress, name, size, failure } = item;
	if (state === "tooLarge")
		return (
			<span dir="auto" role="alert" className="truncate text-danger-text">
				{maxBytes === null ? t("tooLarge") : t("over", { size: sizeText(maxBytes) })}
			</span>
		);
	if (state === "failed") {
		const reason = failure && (failure.fields?.file ?? failure.fields?.alt ?? errorText(new ApiError(failure, 0)));
		return (
			<span role="alert" className="flex min-w-0 items-center gap-1 text-danger-text" title={reason ?? undefined}>
				<span dir="auto" className="truncate">
					{reason ?? t("failed")}
				</span>
				<button
					type="button"
					aria-label={t("retry", { name })}
					onClick={onRetry}
					className="relative shrink-0 rounded-xs p-0.5 after:absolute after:-inset-2 hover:bg-danger-subtle"
				>
					<RotateCw size="0.75rem" aria-hidden="true" />
				</button>
			</span>
		);
	}
	if (state === "done")
		return (
			<span dir="auto" className="truncate text-text-muted">
				{t("uploaded", { size: sizeText(size) })}
			</span>
		);
	return (
		<div
			role="progressbar"
			aria-label={t("progress", { name })}
			aria-valuenow={Math.round(progress * 100)}
			aria-valuemin={0}
			aria-valuemax={100}
			className="h-1 w-full overflow-hidden rounded-full bg-line"
		>
			<div className="h-full rounded-full bg-ember-mark transition-[width]" style={{ width: `${progress * 100}%` }} />
		</div>
	);
}
