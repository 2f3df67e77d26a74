"use client";

import { CircleAlert, ImageUp } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { pictureTypes } from "@/app/_chat/pictures/picture-errors";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { classNames } from "@/app/_ui/class-names";
import type { Emoji } from "@/lib/realtime/protocol";
import { useEmojiUploads } from "./use-emoji-uploads";

type Props = { serverId: number; emoji: readonly Emoji[]; left: number; onAdded: (added: Emoji) => void };

/** Pictures are chosen, dropped or pasted, several at once; each gets its name from its file. */
export function UploadArea({ serverId, emoji, left, onAdded }: Props) {
	const t = useTranslations("serverEmoji");
	const input = useRef<HTMLInputElement>(null);
	const { add, waiting, failures } = useEmojiUploads(serverId, emoji, onAdded);
	const [isOver, setIsOver] = useState(false);
	const isFull = left <= 0;
	const latest = useRef(add);
	latest.current = isFull ? () => {} : add;
	// Anywhere on the page: a dropped file would otherwise replace it, and a picture is pasted without a field.
	useEffect(() => {
		const drag = (event: DragEvent) => {
			if (!event.dataTransfer?.types.includes("Files")) return;
			event.preventDefault();
			setIsOver(event.type === "dragover");
			if (event.type === "drop") latest.current([...event.dataTransfer.files]);
		};
		const leave = (event: DragEvent) => event.relatedTarget === null && setIsOver(false);
		const paste = (event: ClipboardEvent) => {
			const files = [...(event.clipboardData?.files ?? [])];
			if (files.length === 0) return;
			event.preventDefault();
			latest.current(files);
		};
		addEventListener("dragover", drag);
		addEventListener("drop", drag);
		addEventListener("dragleave", leave);
		addEventListener("paste", paste);
		return () => {
			removeEventListener("dragover", drag);
			removeEventListener("drop", drag);
			removeEventListener("dragleave", leave);
			removeEventListener("paste", paste);
		};
	}, []);
	return (
		<div
			className={classNames(
				"rounded-lg border border-dashed p-4",
				isOver && !isFull ? "border-focus bg-info-subtle" : "border-line-strong",
			)}
		>
			<Button
				disabled={isFull}
				busy={waiting > 0}
				busyLabel={t("uploading", { count: waiting })}
				onClick={() => input.current?.click()}
			>
				<ImageUp size="0.9375rem" aria-hidden="true" />
				{t("upload")}
			</Button>
			<p className="mt-2 text-meta text-text-faint">
				{isFull ? t("full") : t("hint")}
				{!isFull && <span className="pointer-coarse:hidden"> {t("dropHint")}</span>}
			</p>
			{failures.length > 0 && (
				<div role="alert">
					<ul className="mt-2 grid gap-1 text-meta text-danger-text">
						{failures.map(({ key, file, text }) => (
							<li key={key} className="flex gap-1.5">
								<CircleAlert size="0.875rem" aria-hidden="true" className="mt-0.5 shrink-0" />
								<span dir="auto" className="min-w-0 wrap-anywhere">
									{t("failed", { file, text })}
								</span>
							</li>
						))}
					</ul>
				</div>
			)}
			<input
				ref={input}
				type="file"
				multiple
				accept={pictureTypes}
				tabIndex={-1}
				aria-hidden="true"
				className="hidden"
				onChange={({ target }) => {
					add([...(target.files ?? [])]);
					// Choosing the same file again must cause a change event.
					target.value = "";
				}}
			/>
		</div>
	);
}
