"use client";

import { Plus, X } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { IconButton } from "@/app/_ui/icon-button";
import { TextField } from "@/app/_ui/text-field";
import type { ProfileLink } from "@/lib/realtime/protocol";
import { maxLinks, problemOf } from "./profile-links";

type Props = {
	links: ProfileLink[];
	/** Whether problems are shown: after the first try to save. */
	isChecked: boolean;
	onChange: (links: ProfileLink[]) => void;
};

/** The links on the user's own profile, each with a label and an address. */
export function LinksField({ links, isChecked, onChange }: Props) {
	const t = useTranslations("settings");
	const [hasAdded, setAdded] = useState(false);
	const set = (index: number, change: Partial<ProfileLink>) =>
		onChange(links.map((link, n) => (n === index ? { ...link, ...change } : link)));
	return (
		<fieldset className="min-w-0">
			<legend className="text-meta font-semibold">{t("links")}</legend>
			<p className="mb-2 text-meta text-text-muted">{t("linksHint", { count: maxLinks })}</p>
			<ul className="grid gap-3">
				{links.map((link, n) => {
					const problem = isChecked ? problemOf(link) : null;
					return (
						// biome-ignore lint/suspicious/noArrayIndexKey: a link has nothing that stays while it is edited.
						<li key={n} className="flex items-start gap-2">
							<div className="grid min-w-0 flex-1 grid-cols-[2fr_3fr] gap-2 max-md:grid-cols-1">
								<TextField
									label={t("linkLabel")}
									autoFocus={hasAdded && n === links.length - 1}
									maxLength={40}
									value={link.label}
									onChange={(event) => set(n, { label: event.target.value })}
									error={problem === "label" && t("linkLabelMissing")}
								/>
								<TextField
									label={t("linkUrl")}
									type="url"
									inputMode="url"
									dir="ltr"
									maxLength={200}
									placeholder="https://"
									value={link.url}
									onChange={(event) => set(n, { url: event.target.value })}
									error={problem === "url" && t("linkUrlInvalid")}
								/>
							</div>
							<IconButton
								label={t("linkRemove", { label: link.label || t("linkUntitled") })}
								className="mt-6"
								onClick={() => onChange(links.filter((_, index) => index !== n))}
							>
								<X size="1rem" aria-hidden="true" />
							</IconButton>
						</li>
					);
				})}
			</ul>
			{links.length < maxLinks && (
				<Button
					size="small"
					className={links.length > 0 ? "mt-3" : ""}
					onClick={() => {
						setAdded(true);
						onChange([...links, { label: "", url: "" }]);
					}}
				>
					<Plus size="0.875rem" aria-hidden="true" />
					{t("linkAdd")}
				</Button>
			)}
		</fieldset>
	);
}
