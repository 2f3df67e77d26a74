"use client";

import { useState } from "react";
import { classNames } from "@/app/_ui/class-names";
import { lazy } from "@/app/_ui/lazy";
import type { Attachment, Message } from "@/lib/realtime/protocol";

const FileAttachment = lazy(() => import("./file-attachment").then((module) => module.FileAttachment));
const ImageAttachment = lazy(() => import("./image-attachment").then((module) => module.ImageAttachment));
const Lightbox = lazy(() => import("./lightbox").then((module) => module.Lightbox));

/** Lazily loaded attachments have a placeholder of the same size. */
const roomOf = { image: "", video: "aspect-[420/296]", audio: "h-[6.625rem]", file: "h-[3.75rem]" };
const most = { width: 420, height: 320, shown: 4 };

/** A message's attachments. Every box has its size before anything is loaded, so that nothing moves later. */
export function AttachmentList({
	attachments,
	author,
	createdAt,
}: Pick<Message, "attachments" | "author" | "createdAt">) {
	const [open, setOpen] = useState<number | null>(null);
	const images = attachments.filter(({ kind }) => kind === "image");
	const others = attachments.filter(({ kind }) => kind !== "image");
	const count = Math.min(images.length, most.shown);
	return (
		<div className="grid max-w-[26.25rem] gap-1.5 py-1">
			{count > 0 && (
				<div
					className={classNames(
						"grid gap-1 overflow-hidden rounded-lg",
						count === 1 && "justify-start",
						count === 2 && "auto-rows-[156px] grid-cols-2 max-xs:auto-rows-[120px]",
						count > 2 && "auto-rows-[120px] grid-cols-2 max-xs:auto-rows-[88px]",
					)}
				>
					{images.slice(0, most.shown).map((image, index) => (
						<div
							key={image.id}
							className={classNames(
								"relative overflow-hidden bg-skeleton",
								count === 1 && "max-w-full rounded-lg",
								count === 3 && index === 0 && "row-span-2",
							)}
							style={count === 1 ? boxOf(image) : undefined}
						>
							<ImageAttachment
								image={image}
								more={index === most.shown - 1 ? images.length - most.shown : 0}
								onOpen={() => setOpen(index)}
							/>
						</div>
					))}
				</div>
			)}
			{others.map((file) => (
				<FileAttachment key={file.id} file={file} fallback={<div className={roomOf[file.kind]} />} />
			))}
			{open !== null && (
				<Lightbox images={images} at={open} author={author} sentAt={createdAt} onClose={() => setOpen(null)} />
			)}
		</div>
	);
}

/** The original size, up to the maximum. */
function boxOf({ width, height }: Attachment): { width: number; aspectRatio: number } {
	const [w, h] = [width ?? most.width, height ?? most.height];
	const scale = Math.min(1, most.width / w, most.height / h);
	const [wide, high] = [Math.max(44, Math.round(w * scale)), Math.max(44, Math.round(h * scale))];
	return { width: wide, aspectRatio: wide / high };
}
