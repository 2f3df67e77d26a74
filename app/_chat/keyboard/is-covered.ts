/** Whether a dialog or a menu covers the page and receives the keys. */
export const isCovered = () =>
	document.querySelector("[role=dialog][data-state=open], [role=alertdialog], [role=menu]") !== null;
