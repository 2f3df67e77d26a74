import { type ComponentProps, createContext, useContext } from "react";

export const ListLabel = createContext<string | undefined>(undefined);

/** The list around the virtual rows. It has a name for screen readers, which virtua cannot pass on. */
export function LabelledList(props: ComponentProps<"ol">) {
	return <ol {...props} aria-label={useContext(ListLabel)} />;
}
