"use client";

import { Fragment, type ReactNode } from "react";
import { channelPath } from "@/app/_client/paths";
import { useTranslations } from "@/app/_i18n/use-translations";
import { classNames } from "@/app/_ui/class-names";
import { lazy } from "@/app/_ui/lazy";
import { type Align, hasOnlyEmoji, isCrowd, isOnlyEmoji, type Node, parse, plainText, realHost } from "@/lib/markdown";
import type { Message } from "@/lib/realtime/protocol";
import { useMentionContext } from "../conversation/mention-context";
import { CustomEmoji } from "../emoji/custom-emoji";
import { useDialogs } from "../shell/dialog-context";
import { Link as NextLink } from "../shell/link";
import { CodeBlock } from "./code-block";
import { InternalLink, linkTargetOf, useOrigin } from "./internal-link";
import { MathFormula } from "./math";
import { Spoiler } from "./spoiler";
import { textDirection } from "./text-direction";
import { useParser } from "./use-parser";

const Shortcode = lazy(() => import("../emoji/shortcode").then((module) => module.Shortcode));

/** `mentions` and `emoji` are the names in it that are mentions and emoji of the server; `username` is the viewer’s. */
type Props = {
	content: string;
	mentions: readonly string[] | undefined;
	emoji?: Message["emoji"] | undefined;
	username: string;
};
type Who = Omit<Props, "content"> & { isLarge?: boolean };

const large = "text-[2.5rem] leading-[3.25rem]";

/** Renders user-written Markdown with links and names. Never HTML. */
export function Markdown({ content, ...who }: Props) {
	useParser();
	if (isOnlyEmoji(content)) return <span className={large}>{content.trim()}</span>;
	const nodes = parse(content);
	const [only] = nodes;
	// A message of one paragraph is inline: later content can share its line.
	if (nodes.length === 1 && only?.kind === "paragraph")
		return inlines(only.children, { ...who, isLarge: hasOnlyEmoji(only.children) });
	return <div className="flex flex-col gap-1.5">{inlines(nodes, who)}</div>;
}

/** Index keys: a changed message is rendered anew. */
const inlines = (nodes: Node[], who: Who): ReactNode =>
	nodes.map((node, place) => (
		// biome-ignore lint/suspicious/noArrayIndexKey: the tree never changes, it is replaced.
		<Fragment key={place}>{drawn(node, who)}</Fragment>
	));

function drawn(node: Node, who: Who): ReactNode {
	if (node.kind === "text") return who.isLarge ? <span className={large}>{node.text}</span> : node.text;
	if (node.kind === "break") return "\n";
	if (node.kind === "code")
		return (
			<code dir="auto" className="rounded-[5px] border bg-sunken px-1 py-px font-mono text-[0.9em] break-words">
				{node.text}
			</code>
		);
	if (node.kind === "maths") return <MathFormula text={node.text} isDisplay={node.isDisplay} />;
	if (node.kind === "codeBlock") return <CodeBlock text={node.text} language={node.language} />;
	if (node.kind === "channel") return <ChannelName text={node.text} name={node.name} />;
	if (node.kind === "shortcode" && who.emoji && Object.hasOwn(who.emoji, node.code))
		return (
			<CustomEmoji
				id={who.emoji[node.code] ?? 0}
				name={node.code}
				className={who.isLarge && "size-12 align-[-0.65rem]"}
			/>
		);
	if (node.kind === "shortcode")
		return <Shortcode text={node.text} code={node.code} className={who.isLarge && large} fallback={node.text} />;
	if (node.kind === "mention") {
		const { text, username } = node;
		if (!who.mentions?.includes(username)) return text;
		if (isCrowd(username)) return <Crowd text={text} />;
		return <NamedMention text={text} name={username} isMine={username === who.username} />;
	}
	const children = inlines(node.children, who);
	switch (node.kind) {
		case "strong":
			return <strong className="font-bold">{children}</strong>;
		case "emphasis":
			return <em>{children}</em>;
		case "strike":
			return <s>{children}</s>;
		case "spoiler":
			return (
				<Spoiler plainText={plainText(node.children)} isBlock={node.isBlock}>
					{children}
				</Spoiler>
			);
		case "link":
			return <Link url={node.url} plainText={plainText(node.children)} text={children} />;
		case "quote":
			return (
				<blockquote
					dir={textDirection(plainText(node.children))}
					className="flex flex-col gap-1 border-s-3 border-line-strong ps-3 text-text-muted"
				>
					{children}
				</blockquote>
			);
		case "list":
			return node.marker === null ? (
				<ul dir={textDirection(plainText(node.children))} className="flex list-disc flex-col gap-0.5 ps-6">
					{children}
				</ul>
			) : (
				<ol
					dir={textDirection(plainText(node.children))}
					className={classNames("flex flex-col gap-0.5 ps-8", node.marker === ")" ? "list-[bracket]" : "list-decimal")}
				>
					{children}
				</ol>
			);
		case "item":
			return (
				<li dir={textDirection(plainText(node.children))} value={node.number ?? undefined}>
					{children}
				</li>
			);
		case "table":
			return <Table>{children}</Table>;
		case "row":
			return <tr>{children}</tr>;
		case "cell":
			return <Cell {...node}>{children}</Cell>;
		case "heading":
			// A page has one heading element; a user's headings are styled text.
			return (
				<p dir="auto" className={classNames("font-bold", headingSizes[node.level - 1] ?? "text-message")}>
					{children}
				</p>
			);
		default:
			// Code of several lines within text is a block, which no paragraph may contain.
			return hasBlock(node.children) ? <div dir="auto">{children}</div> : <p dir="auto">{children}</p>;
	}
}

const hasBlock = (nodes: Node[]): boolean =>
	nodes.some((node) => node.kind === "codeBlock" || ("children" in node && hasBlock(node.children)));

/** A wide table scrolls by itself. */
function Table({ children }: { children: ReactNode }) {
	const t = useTranslations("richText");
	return (
		// biome-ignore lint/a11y/noNoninteractiveTabindex: scrollable content must be reachable by keyboard.
		<section tabIndex={0} aria-label={t("table")} className="ring-inward max-w-full overflow-x-auto">
			<table className="border-collapse text-start text-sm whitespace-normal wrap-break-word">
				<tbody>{children}</tbody>
			</table>
		</section>
	);
}

const aligned = { left: "text-start", center: "text-center", right: "text-end" };

function Cell({ isHeading, align, children }: { isHeading: boolean; align: Align; children: ReactNode }) {
	const className = classNames("max-w-80 min-w-16 border px-2.5 py-1 align-top", aligned[align ?? "left"]);
	return isHeading ? (
		<th dir="auto" scope="col" className={classNames(className, "bg-sunken font-semibold")}>
			{children}
		</th>
	) : (
		<td dir="auto" className={className}>
			{children}
		</td>
	);
}

const headingSizes = ["text-[1.375rem] leading-7", "text-[1.1875rem] leading-6", "text-[1.0625rem] leading-6"];

const mentioned = (isMine: boolean) =>
	classNames(
		"-mx-px rounded-[5px] px-[3px] font-semibold",
		isMine ? "bg-ember text-ember-fg" : "bg-ember-subtle text-ember-text",
	);

function Mention({ text, name, isMine }: { text: string; name: string; isMine: boolean }) {
	const { openProfile } = useDialogs();
	return (
		<button
			type="button"
			dir="auto"
			tabIndex={-1}
			aria-haspopup="dialog"
			onClick={(event) => openProfile(name, event.currentTarget)}
			className={mentioned(isMine)}
		>
			{text}
		</button>
	);
}

/** A mention of a role or of a user. */
function NamedMention(props: { text: string; name: string; isMine: boolean }) {
	const { roleHandles, ownHandles } = useMentionContext();
	if (props.isMine || !roleHandles.has(props.name)) return <Mention {...props} />;
	return (
		<span dir="auto" className={mentioned(ownHandles.has(props.name))}>
			{props.text}
		</span>
	);
}

const Crowd = ({ text }: { text: string }) => (
	<span dir="auto" className={mentioned(true)}>
		{text}
	</span>
);

const chip = "-mx-px rounded-[5px] bg-info-subtle px-[3px] font-semibold text-link hover:underline";

/** A visible channel's name is a link; any other is plain text. */
function ChannelName({ text, name }: { text: string; name: string }) {
	const { serverId, channelNamed } = useMentionContext();
	const channel = channelNamed(name);
	if (!channel || serverId === null) return text;
	return (
		<NextLink href={channelPath(serverId, channel.id)} tabIndex={-1} dir="auto" className={chip}>
			#{channel.name}
		</NextLink>
	);
}

/** An external or internal link. Text that names another host than the link's is followed by the real one. */
function Link(props: { url: string; plainText: string; text: ReactNode }) {
	const here = useOrigin();
	const inside = here === null ? null : linkTargetOf(props.url, here);
	const real = realHost(props.url, props.plainText);
	return (
		<>
			{inside ? <InternalLink {...props} place={inside} /> : <OutsideLink {...props} />}
			{real && (
				<bdi dir="ltr" className="text-meta text-text-faint">
					{" "}
					({real})
				</bdi>
			)}
		</>
	);
}

const OutsideLink = ({ url, text }: { url: string; text: ReactNode }) => (
	<a
		dir="auto"
		href={url}
		target="_blank"
		rel="noopener noreferrer nofollow ugc"
		tabIndex={-1}
		title={url}
		className="link"
	>
		<bdi>{text}</bdi>
	</a>
);
