"use client";

import { ImageOff } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "@/app/_i18n/use-translations";
import { classNames } from "@/app/_ui/class-names";
import type { Attachment } from "@/lib/realtime/protocol";

type Props = {
	image: Attachment;
	/** The number of pictures that are not shown. */
	more: number;
	onOpen: () => void;
};

/** A picture of a message. Animations are still for users who prefer that; a spoiler is revealed by a click. */
export function ImageAttachment({ image, more, onOpen }: Props) {
	const t = useTranslations("attachments");
	const [shown, setShown] = useState(!image.spoiler);
	const [failed, setFailed] = useState(false);
	const [tries, setTries] = useState(0);
	const [described, setDescribed] = useState(false);
	const { name, alt, url, type } = image;
	const still = image.thumbnailUrl ?? url;
	const moves = image.animated ?? type === "image/gif";
	const again = (path: string) => (tries > 0 ? `${path}?again=${tries}` : path);
	return (
		<>
			{failed ? (
				<div className="absolute inset-0 grid place-content-center justify-items-center gap-1 bg-sunken text-xs text-text-muted">
					<ImageOff size="1.25rem" aria-hidden="true" />
					<span>{t("imageFailed")}</span>
					<button
						type="button"
						tabIndex={-1}
						className="link"
						onClick={() => {
							setFailed(false);
							setTries(tries + 1);
						}}
					>
						{t("tryAgain")}
					</button>
				</div>
			) : (
				<button
					type="button"
					tabIndex={-1}
					aria-label={
						shown
							? t("open", { name: alt || name }) + (more > 0 ? `, ${t("more", { count: more })}` : "")
							: t("showSpoiler")
					}
					onClick={() => (shown ? onOpen() : setShown(true))}
					className="absolute inset-0 size-full overflow-hidden ring-inward"
				>
					<picture>
						{moves && <source srcSet={still} media="(prefers-reduced-motion: reduce)" />}
						<img
							src={again(moves ? url : still)}
							alt=""
							decoding="async"
							ref={(element) => {
								// It may have failed before the listener was attached.
								if (element?.complete && element.naturalWidth === 0 && element.currentSrc) setFailed(true);
							}}
							onError={() => setFailed(true)}
							className={classNames("size-full object-cover", !shown && "scale-125 blur-xl")}
						/>
					</picture>
					{!shown && (
						<span className="absolute inset-0 grid place-items-center">
							<span className="rounded-full bg-black/75 px-3 py-1 text-meta font-semibold text-white">{t("show")}</span>
						</span>
					)}
					{shown && more > 0 && (
						<span
							aria-hidden="true"
							className="absolute inset-0 grid place-items-center bg-black/60 text-subtitle font-bold text-white"
						>
							+{more}
						</span>
					)}
				</button>
			)}
			{shown && alt && !failed && more <= 0 && (
				<>
					{described && (
						<p
							dir="auto"
							className="absolute inset-x-0 bottom-0 max-h-full overflow-y-auto bg-black/85 p-2 pb-9 text-xs whitespace-pre-wrap text-white wrap-anywhere"
						>
							{alt}
						</p>
					)}
					<button
						type="button"
						tabIndex={-1}
						aria-expanded={described}
						aria-label={t("description")}
						onClick={() => setDescribed(!described)}
						className="absolute start-1.5 bottom-1.5 h-6 rounded-sm bg-black/75 px-1.5 text-badge font-bold text-white hover:bg-black max-md:after:absolute max-md:after:-inset-2.5"
					>
						{t("altBadge")}
					</button>
				</>
			)}
		</>
	);
}
