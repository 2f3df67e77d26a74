"use client";

import * as Radix from "@radix-ui/react-dialog";
import { ChevronLeft, ChevronRight, Download, X, ZoomIn, ZoomOut } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useLayoutEffect, useRef, useState } from "react";
import { useDateFormat } from "@/app/_client/use-date-format";
import { useName } from "@/app/_client/users/use-known-user";
import { useTranslations } from "@/app/_i18n/use-translations";
import { classNames } from "@/app/_ui/class-names";
import { useReturnFocus } from "@/app/_ui/use-return-focus";
import type { Attachment, Author } from "@/lib/realtime/protocol";

type Props = { images: readonly Attachment[]; at: number; author: Author; sentAt: string; onClose: () => void };

const zooms = [1, 2, 4];
const tool = "grid size-11 place-items-center rounded-full text-white hover:bg-white/15 aria-disabled:opacity-40";

/**
 * A message's pictures, one at a time and as large as the window. Arrows switch, plus and minus zoom, Escape closes.
 */
export function Lightbox({ images, at, author, sentAt, onClose }: Props) {
	const t = useTranslations("attachments");
	const returnFocus = useReturnFocus();
	const [place, setPlace] = useState(at);
	const [zoom, setZoom] = useState(0);
	const frame = useRef<HTMLElement>(null);
	// Keeps the centre of the picture in place.
	// biome-ignore lint/correctness/useExhaustiveDependencies: runs whenever the size changes.
	useLayoutEffect(() => {
		const { current } = frame;
		current?.scrollTo(
			(current.scrollWidth - current.clientWidth) / 2,
			(current.scrollHeight - current.clientHeight) / 2,
		);
	}, [zoom, place]);
	const image = images[place];
	if (!image) return null;
	const go = (step: number) => {
		setPlace((place + step + images.length) % images.length);
		setZoom(0);
	};
	const zoomBy = (step: number) => setZoom(Math.min(zooms.length - 1, Math.max(0, zoom + step)));
	const onKeyDown = (event: KeyboardEvent) => {
		const { key, target } = event;
		// When zoomed in, arrows scroll the picture.
		const inside = zoom > 0 && target instanceof HTMLElement && "picture" in target.dataset;
		if (inside && key.startsWith("Arrow")) return;
		if (key === "ArrowRight" && images.length > 1) go(1);
		else if (key === "ArrowLeft" && images.length > 1) go(-1);
		else if (key === "+" || key === "=") zoomBy(1);
		else if (key === "-") zoomBy(-1);
		else return;
		event.preventDefault();
	};
	const { name, alt, url, thumbnailUrl, width, height } = image;
	const scale = zooms[zoom] ?? 1;
	const [wide, high] = [width ?? 800, height ?? 600];
	/** The original size, at most the window's, times the zoom. */
	const fitted = `calc(min(100cqw, 100cqh * ${wide / high}, ${wide}px) * ${scale})`;
	return (
		<Radix.Root open onOpenChange={onClose}>
			<Radix.Portal>
				<Radix.Overlay className="fixed inset-0 z-12 animate-fade bg-black/96" />
				<Radix.Content
					aria-describedby={undefined}
					onOpenAutoFocus={(event) => {
						event.preventDefault();
						if (event.target instanceof HTMLElement) event.target.focus();
					}}
					onCloseAutoFocus={returnFocus}
					onKeyDown={onKeyDown}
					className="fixed inset-0 z-12 grid grid-cols-[minmax(0,1fr)] grid-rows-[auto_minmax(0,1fr)_auto] text-white focus:outline-none"
				>
					<header className="flex items-center gap-1 p-2 ps-4">
						<div className="min-w-0 flex-1 leading-5">
							<Radix.Title dir="auto" className="truncate text-start text-sm font-semibold">
								{name}
							</Radix.Title>
							<Sender author={author} sentAt={sentAt} />
						</div>
						{images.length > 1 && (
							<span aria-live="polite" className="px-2 text-meta tabular-nums">
								{t("place", { place: place + 1, count: images.length })}
							</span>
						)}
						<Tool label={t("zoomOut")} off={zoom === 0} onClick={() => zoomBy(-1)}>
							<ZoomOut size="1.25rem" aria-hidden="true" />
						</Tool>
						<Tool label={t("zoomIn")} off={zoom === zooms.length - 1} onClick={() => zoomBy(1)}>
							<ZoomIn size="1.25rem" aria-hidden="true" />
						</Tool>
						<a href={url} download={name} aria-label={t("download", { name })} className={tool}>
							<Download size="1.25rem" aria-hidden="true" />
						</a>
						<Radix.Close aria-label={t("close")} className={tool}>
							<X size="1.375rem" aria-hidden="true" />
						</Radix.Close>
					</header>
					<div className="relative min-h-0">
						{/* biome-ignore lint/a11y/useKeyWithClickEvents: a click on the backdrop closes; Escape and the close button do too. */}
						<section
							ref={frame}
							aria-label={name}
							data-picture
							tabIndex={scale > 1 ? 0 : undefined}
							className={classNames(
								"flex size-full overflow-auto overscroll-contain [container-type:size]",
								scale === 1 && "overflow-hidden",
							)}
							onClick={({ target, currentTarget }) => target === currentTarget && onClose()}
						>
							{/* biome-ignore lint/performance/noImgElement: shows the original file. */}
							{/* biome-ignore lint/a11y/useKeyWithClickEvents: plus and minus do the same. */}
							<img
								key={url}
								src={url}
								alt={alt || name}
								onClick={() => setZoom((zoom + 1) % zooms.length)}
								style={{
									width: fitted,
									aspectRatio: `${wide} / ${high}`,
									...(thumbnailUrl && { backgroundImage: `url("${thumbnailUrl}")` }),
								}}
								className={classNames(
									"m-auto max-w-none shrink-0 bg-cover",
									scale === zooms.at(-1) ? "cursor-zoom-out" : "cursor-zoom-in",
								)}
							/>
						</section>
						{images.length > 1 && (
							<>
								<Tool
									label={t("previous")}
									className="absolute start-2 top-1/2 -mt-5.5 bg-black/60"
									onClick={() => go(-1)}
								>
									<ChevronLeft size="1.5rem" aria-hidden="true" />
								</Tool>
								<Tool label={t("next")} className="absolute end-2 top-1/2 -mt-5.5 bg-black/60" onClick={() => go(1)}>
									<ChevronRight size="1.5rem" aria-hidden="true" />
								</Tool>
							</>
						)}
					</div>
					<footer className="max-h-[20dvh] min-h-4 overflow-y-auto px-4 py-3 text-center text-sm whitespace-pre-wrap wrap-anywhere">
						{alt}
					</footer>
				</Radix.Content>
			</Radix.Portal>
		</Radix.Root>
	);
}

function Sender({ author, sentAt }: { author: Author; sentAt: string }) {
	const t = useTranslations("conversation");
	const { clock, today } = useDateFormat();
	return (
		<p dir="auto" className="truncate text-start text-xs text-white/75">
			<bdi>{useName(author)}</bdi>,{" "}
			<time dateTime={sentAt} title={clock.full(sentAt)} className="tabular-nums">
				{clock.short(sentAt, today, (time) => t("yesterdayAt", { time }))}
			</time>
		</p>
	);
}

type ToolProps = { label: string; off?: boolean; className?: string; onClick: () => void; children: ReactNode };

function Tool({ label, off = false, className, onClick, children }: ToolProps) {
	return (
		<button
			type="button"
			aria-label={label}
			title={label}
			aria-disabled={off}
			onClick={onClick}
			className={classNames(tool, className)}
		>
			{children}
		</button>
	);
}
