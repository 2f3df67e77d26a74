"use client";

import { X } from "lucide-react";
import { type FormEvent, useRef, useState } from "react";
import { api } from "@/app/_client/api";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { TextField } from "@/app/_ui/text-field";

const most = 25;
const least = 2;

/** The user's keywords. Each is saved when it is added or removed. */
export function KeywordsForm({ keywords }: { keywords: string[] }) {
	const t = useTranslations("unread");
	const errorText = useErrorMessage();
	const [saved, setSaved] = useState(keywords);
	const [typed, setTyped] = useState("");
	const [isShort, setShort] = useState(false);
	const field = useRef<HTMLInputElement>(null);
	const { busy, failure, submit, forget } = useSubmit(async (wanted: string[]) => {
		const answer = await api.put<{ keywords: string[] }>("/api/account/keywords", { keywords: wanted });
		setSaved(answer.keywords);
	});
	const add = async (event: FormEvent) => {
		event.preventDefault();
		if ([...typed.trim()].length < least) {
			setShort(true);
			field.current?.focus();
		} else if (await submit([...saved, typed])) setTyped("");
	};
	const remove = async (keyword: string) => {
		if (await submit(saved.filter((one) => one !== keyword))) field.current?.focus();
	};
	const full = saved.length >= most;
	return (
		<div className="grid max-w-120 grid-cols-[minmax(0,1fr)] gap-4">
			<form noValidate onSubmit={add} className="flex flex-wrap items-start gap-2">
				<div className="min-w-0 flex-1 basis-[min(12rem,100%)]">
					<TextField
						ref={field}
						name="keyword"
						label={t("newWord")}
						hint={full ? t("wordsFull", { count: most }) : t("wordHint")}
						maxLength={50}
						disabled={full}
						autoComplete="off"
						autoCapitalize="none"
						value={typed}
						onChange={(event) => {
							setTyped(event.target.value);
							setShort(false);
							forget();
						}}
						error={isShort ? t("wordShort") : failure && errorText(failure)}
					/>
				</div>
				<Button type="submit" variant="primary" busy={busy} disabled={full} className="mt-6.5">
					{t("addWord")}
				</Button>
			</form>
			<div aria-live="polite">
				{saved.length > 0 ? (
					<ul aria-label={t("words")} className="flex flex-wrap gap-2">
						{saved.map((keyword) => (
							<li
								key={keyword}
								className="flex h-8 max-w-full items-center gap-1 rounded-md border bg-sunken ps-3 pe-1 max-md:h-11"
							>
								<span dir="auto" className="truncate">
									{keyword}
								</span>
								<button
									type="button"
									aria-label={t("removeWord", { word: keyword })}
									onClick={() => void remove(keyword)}
									className="grid size-6 shrink-0 place-items-center rounded-sm text-text-muted hover:bg-surface-hover hover:text-text max-md:size-11"
								>
									<X size="0.875rem" aria-hidden="true" />
								</button>
							</li>
						))}
					</ul>
				) : (
					<p className="text-meta text-text-faint">{t("noWordsYet")}</p>
				)}
			</div>
		</div>
	);
}
