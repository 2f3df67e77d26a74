"use client";

import { Paperclip } from "lucide-react";
import type { ReactNode } from "react";
import { useDateFormat } from "@/app/_client/use-date-format";
import { useTranslations } from "@/app/_i18n/use-translations";
import type { CaseSnapshot } from "@/lib/realtime/protocol";

/** A message as it was when it was reported, and the texts that later reports have found instead. */
export function ReportedTexts({ snapshot }: { snapshot: CaseSnapshot }) {
	const t = useTranslations("cases");
	const { clock } = useDateFormat();
	return (
		<>
			<Text content={snapshot.content} caption={clock.full(snapshot.createdAt)}>
				<Extras snapshot={snapshot} />
			</Text>
			{snapshot.later.map(({ content, takenAt }) => (
				<Text key={takenAt} content={content} caption={t("laterText", { date: clock.full(takenAt) })} />
			))}
		</>
	);
}

type TextProps = { content: string; caption: string; children?: ReactNode };

const Text = ({ content, caption, children }: TextProps) => (
	<figure className="border-s-2 ps-3">
		<blockquote dir="auto" className="whitespace-pre-line wrap-anywhere">
			{content}
		</blockquote>
		{children}
		<figcaption dir="auto" className="mt-1 text-meta text-text-faint wrap-anywhere">
			{caption}
		</figcaption>
	</figure>
);

/** The names of the files, and the poll. */
function Extras({ snapshot: { attachments, poll } }: { snapshot: CaseSnapshot }) {
	return (
		<>
			{attachments.length > 0 && (
				<ul className="mt-1 grid gap-0.5 text-meta text-text-muted">
					{attachments.map(({ name, alt }, place) => (
						// biome-ignore lint/suspicious/noArrayIndexKey: the files of a snapshot never change, and their names repeat.
						<li key={place} dir="auto" className="flex items-start gap-1.5">
							<Paperclip size="0.875rem" aria-hidden="true" className="mt-0.5 shrink-0" />
							<span dir="auto" className="min-w-0 wrap-anywhere">
								<bdi>{name}</bdi>
								{alt && (
									<span dir="auto" className="block wrap-anywhere">
										{alt}
									</span>
								)}
							</span>
						</li>
					))}
				</ul>
			)}
			{poll && (
				<div className="mt-1 text-meta">
					<p dir="auto" className="font-semibold wrap-anywhere">
						{poll.question}
					</p>
					<ul className="list-disc ps-5">
						{poll.options.map((option) => (
							<li key={option} dir="auto" className="wrap-anywhere">
								{option}
							</li>
						))}
					</ul>
				</div>
			)}
		</>
	);
}
