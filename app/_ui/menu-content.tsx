"use client";

import * as Radix from "@radix-ui/react-dropdown-menu";
import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { classNames } from "./class-names";
import { Kbd } from "./kbd";

type Props = {
	trigger: ReactNode;
	align?: "start" | "end";
	side?: "bottom" | "right" | "top";
	onOpenChange?: (open: boolean) => void;
	children: ReactNode;
};

/** A menu that opens as it comes. */
export function MenuContent({ trigger, align = "end", side = "bottom", onOpenChange, children }: Props) {
	return (
		<Radix.Root modal={false} defaultOpen onOpenChange={onOpenChange}>
			<Radix.Trigger asChild>{trigger}</Radix.Trigger>
			<Radix.Portal>
				<Radix.Content
					align={align}
					side={side}
					sideOffset={6}
					collisionPadding={8}
					className="z-20 max-h-(--radix-dropdown-menu-content-available-height) max-w-80 min-w-52 animate-pop overflow-y-auto rounded-lg border bg-overlay p-1.5 text-text shadow-menu"
				>
					{children}
				</Radix.Content>
			</Radix.Portal>
		</Radix.Root>
	);
}

const itemClass = (danger: boolean) =>
	classNames(
		"relative flex min-h-9 cursor-pointer select-none items-center gap-2.5 rounded-md px-2 py-1 text-sm outline-none max-md:min-h-11",
		"data-highlighted:bg-selected data-highlighted:before:absolute data-highlighted:before:inset-y-2 data-highlighted:before:start-0.5 data-highlighted:before:w-[3px] data-highlighted:before:rounded-xs data-highlighted:before:bg-focus",
		"data-disabled:cursor-default data-disabled:text-text-faint",
		danger ? "text-danger-text" : "text-text",
	);

type ItemProps = {
	icon?: ReactNode;
	danger?: boolean;
	disabled?: boolean;
	hint?: string | undefined;
	onSelect: () => void;
	children: ReactNode;
};

export function MenuItem({ icon, danger = false, disabled = false, hint, onSelect, children }: ItemProps) {
	return (
		<Radix.Item disabled={disabled} onSelect={onSelect} className={itemClass(danger)}>
			{icon && <span className="ms-1 grid size-4 shrink-0 place-items-center">{icon}</span>}
			<span dir="auto" className="min-w-0 flex-1 wrap-anywhere">
				{children}
			</span>
			{hint && (
				<span aria-hidden="true" className="ms-3 shrink-0 max-md:hidden pointer-coarse:hidden">
					<Kbd>{hint}</Kbd>
				</span>
			)}
		</Radix.Item>
	);
}

/** An item that is a link: `<MenuLink><Link href="…">…</Link></MenuLink>`. */
export function MenuLink({ children }: { children: ReactNode }) {
	return (
		<Radix.Item asChild className={itemClass(false)}>
			{children}
		</Radix.Item>
	);
}

type ChoiceProps<Value extends string> = {
	label: string;
	value: Value;
	options: { value: Value; label: ReactNode; icon?: ReactNode }[];
	onChange: (value: Value) => void;
};

/** One of a few, of which one holds. */
export function MenuChoice<Value extends string>({ label, value, options, onChange }: ChoiceProps<Value>) {
	return (
		<Radix.RadioGroup aria-label={label} value={value} onValueChange={(chosen) => onChange(chosen as Value)}>
			{options.map((option) => (
				<Radix.RadioItem key={option.value} value={option.value} className={itemClass(false)}>
					{option.icon && <span className="ms-1 grid size-4 shrink-0 place-items-center">{option.icon}</span>}
					<span dir="auto" className="min-w-0 flex-1 wrap-anywhere">
						{option.label}
					</span>
					<Radix.ItemIndicator>
						<Check size="1rem" aria-hidden="true" />
					</Radix.ItemIndicator>
				</Radix.RadioItem>
			))}
		</Radix.RadioGroup>
	);
}

export const MenuSeparator = () => <Radix.Separator className="my-1.5 border-t" />;

export const MenuLabel = ({ children }: { children: ReactNode }) => (
	<Radix.Label className="px-3 pt-1.5 pb-2 text-xs text-text-faint">{children}</Radix.Label>
);
