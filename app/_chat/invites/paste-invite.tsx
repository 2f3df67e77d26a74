"use client";

import { type FormEvent, useRef, useState } from "react";
import { inviteCodeIn } from "@/app/_client/invites/invite-code";
import { useNavigate } from "@/app/_client/navigation/navigation";
import { invitePath } from "@/app/_client/paths";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { TextField } from "@/app/_ui/text-field";

/** Where a user cannot join: a field for an invite link, which opens its page. */
export function PasteInvite() {
	const t = useTranslations("invites");
	const navigate = useNavigate();
	const [isOpen, setOpen] = useState(false);
	const [text, setText] = useState("");
	const [tried, setTried] = useState(false);
	const form = useRef<HTMLFormElement>(null);
	const code = inviteCodeIn(text);
	if (!isOpen)
		return (
			<p className="text-meta text-text-muted">
				{t.rich("pasteQuestion", {
					link: (chunks) => (
						<button type="button" onClick={() => setOpen(true)} className="link max-md:min-h-11">
							{chunks}
						</button>
					),
				})}
			</p>
		);
	const onSubmit = (event: FormEvent) => {
		event.preventDefault();
		setTried(true);
		if (code) navigate(invitePath(code));
		else form.current?.querySelector("input")?.focus();
	};
	return (
		<form ref={form} noValidate onSubmit={onSubmit} className="grid w-full gap-2 [text-align:start]">
			<TextField
				label={t("pasteLabel")}
				autoComplete="off"
				autoCapitalize="none"
				spellCheck={false}
				// The user has just asked for this field.
				autoFocus
				dir="ltr"
				value={text}
				onChange={(event) => setText(event.target.value)}
				error={tried && !code ? t("pasteWrong") : undefined}
			/>
			<Button type="submit" size="small">
				{t("pasteOpen")}
			</Button>
		</form>
	);
}
