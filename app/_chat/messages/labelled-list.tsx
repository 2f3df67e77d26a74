import { type ComponentProps, createContext, useContext } from "react";

export const ListLabel = createContext<string | undefined>(undefined);

/** The list that the virtual rows stand in, with a name for screen readers: virtua itself passes no attributes on. */
export function LabelledList(props: ComponentProps<"ol">) {
	return <ol {...props} aria-label={useContext(ListLabel)} />;
}
