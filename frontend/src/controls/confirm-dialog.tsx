import { type ReactNode, useEffect, useId, useRef } from 'react';

interface ConfirmDialogProps {
  title: string;
  confirmLabel: string;
  isOpen: boolean;
  isBusy: boolean;
  onConfirm: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** Asks before something that cannot be undone. The browser's own modal keeps the focus inside and Escape closes it. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  useEffect(() => {
    if (props.isOpen) dialog.current?.showModal();
    else dialog.current?.close();
  }, [props.isOpen]);

  return (
    <dialog
      ref={dialog}
      aria-labelledby={titleId}
      onClose={props.onClose}
      className="m-auto w-[min(28rem,calc(100vw-2rem))] rounded-2xl border border-line bg-surface p-6 text-ink shadow-xl backdrop:bg-black/60"
    >
      <h2 id={titleId} className="text-xl">
        {props.title}
      </h2>
      <div className="mt-3 space-y-3 text-sm">{props.children}</div>
      <div className="mt-6 flex flex-wrap justify-end gap-2">
        <button type="button" className="button" onClick={props.onClose} autoFocus>
          Cancel
        </button>
        <button
          type="button"
          className="button button-danger"
          onClick={props.onConfirm}
          disabled={props.isBusy}
        >
          {props.confirmLabel}
        </button>
      </div>
    </dialog>
  );
}
