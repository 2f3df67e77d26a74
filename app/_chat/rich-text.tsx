import { Fragment } from "react";
import { classNames } from "@/app/_ui/class-names";
import { partsOf } from "./rich-text-parts";

/** What a person wrote, as they wrote it: words, line breaks, links and names. Never HTML. */
export function RichText({ content, username }: { content: string; username: string }) {
	let place = 0;
	return partsOf(content).map((part) => {
		const key = place;
		place += part.text.length;
		switch (part.kind) {
			case "link":
				return (
					<a
						key={key}
						href={part.url}
						target="_blank"
						rel="noopener noreferrer nofollow ugc"
						tabIndex={-1}
						className="link"
					>
						{part.text}
					</a>
				);
			case "mention":
				return (
					<span
						key={key}
						className={classNames(
							"-mx-px rounded-[5px] px-[3px] font-semibold",
							part.username === username ? "bg-ember text-ember-fg" : "bg-ember-subtle text-ember-text",
						)}
					>
						{part.text}
					</span>
				);
			default:
				return <Fragment key={key}>{part.text}</Fragment>;
		}
	});
}
