"use client";

import { Globe, X } from "lucide-react";
import { useState } from "react";
import { api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useTranslations } from "@/app/_i18n/use-translations";
import { classNames } from "@/app/_ui/class-names";
import { IconButton } from "@/app/_ui/icon-button";
import { useToast } from "@/app/_ui/toast";
import { realHost } from "@/lib/markdown";
import type { Embed, Message } from "@/lib/realtime/protocol";

type Props = { message: Message; canRemove: boolean };

/** Previews of a message's links. The server has read them and hosts their images. */
export function LinkPreviews({ message, canRemove }: Props) {
	const toast = useToast();
	const errorText = useErrorMessage();
	const remove = ({ n }: Embed) =>
		api
			.delete(`/api/channels/${message.channelId}/messages/${message.seq}/embeds/${n}`)
			.catch((error: unknown) => toast({ tone: "error", text: errorText(error) }));
	return message.embeds?.map((embed) => (
		<Card key={embed.url} embed={embed} onRemove={canRemove ? () => void remove(embed) : null} />
	));
}

function Card({ embed, onRemove }: { embed: Embed; onRemove: (() => void) | null }) {
	const t = useTranslations("previews");
	const { url, site, title, description, image } = embed;
	// A page chooses its own title: if that names another host, the real one is shown.
	const real = realHost(url, title ?? "") ?? realHost(url, site ?? "");
	return (
		<figure
			aria-label={t("previewOf", { site: site ?? new URL(url).hostname })}
			className={classNames(
				"group/embed relative mt-1.5 flex w-fit max-w-full gap-3.5 rounded-lg border bg-surface p-3 max-xs:flex-col-reverse max-xs:gap-2.5",
				title !== null && "w-full max-w-[35rem]",
			)}
		>
			<figcaption className={classNames("min-w-0 flex-1", title === null && "sr-only")}>
				<p className={classNames("flex items-center gap-1.5 text-xs text-text-muted", onRemove && "pe-7 xs:pe-0")}>
					<Globe size="0.875rem" aria-hidden="true" className="shrink-0" />
					<span dir="auto" className="truncate">
						{site}
					</span>
					{real && <span className="shrink-0">({real})</span>}
				</p>
				{title !== null && (
					<>
						<a dir="auto" {...outward(url)} className="link mt-0.5 line-clamp-2 text-message leading-5 font-semibold">
							{title}
						</a>
						{description && (
							<p dir="auto" className="mt-0.5 line-clamp-2 text-sm text-text-muted">
								{description}
							</p>
						)}
					</>
				)}
			</figcaption>
			{image && <Picture image={image} url={url} alone={title === null} />}
			{onRemove && (
				<IconButton
					small
					tabIndex={-1}
					label={t("remove")}
					onClick={onRemove}
					className="absolute -end-2.5 -top-2.5 size-7! rounded-full! border bg-surface shadow-resting transition-opacity max-md:after:absolute max-md:after:-inset-2 md:size-6! md:opacity-0 md:group-focus-within/row:opacity-100 md:group-hover/embed:opacity-100"
				>
					<X size="0.875rem" aria-hidden="true" />
				</IconButton>
			)}
		</figure>
	);
}

const outward = (url: string) => ({
	...{ href: url, title: url, target: "_blank", rel: "noopener noreferrer nofollow ugc", tabIndex: -1 },
});

const aloneWidth = 224;
const aloneHeight = 168;

/** Its space is reserved; a failed image leaves none. */
function Picture({ image, url, alone }: { image: NonNullable<Embed["image"]>; url: string; alone: boolean }) {
	const t = useTranslations("previews");
	const [failed, setFailed] = useState(false);
	if (failed) return null;
	const picture = (
		// biome-ignore lint/performance/noImgElement: the image optimizer is off on purpose.
		<img
			src={image.url}
			alt={alone ? t("pictureFrom", { site: new URL(url).hostname }) : ""}
			width={image.width}
			height={image.height}
			decoding="async"
			style={alone ? { width: Math.min(aloneWidth, (aloneHeight * image.width) / image.height) } : undefined}
			onError={() => setFailed(true)}
			className={classNames(
				"rounded-md bg-sunken object-cover",
				alone ? "h-auto max-w-full" : "h-21 w-28 max-xs:h-40 max-xs:w-full",
			)}
		/>
	);
	return alone ? <a {...outward(url)}>{picture}</a> : <div className="shrink-0">{picture}</div>;
}
