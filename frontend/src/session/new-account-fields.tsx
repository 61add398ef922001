import { LabelledField } from '../controls/labelled-field';

/** Name, email and password of a new account, with the limits that the backend has. */
export function NewAccountFields() {
  return (
    <>
      <LabelledField label="Name" hint="Others see it beside your videos.">
        {(field) => (
          <input {...field} className="field" name="name" autoComplete="name" maxLength={80} required />
        )}
      </LabelledField>
      <LabelledField label="Email">
        {(field) => (
          <input
            {...field}
            className="field"
            type="email"
            name="email"
            autoComplete="email"
            maxLength={254}
            required
          />
        )}
      </LabelledField>
      <LabelledField label="Password" hint="10 characters or more.">
        {(field) => (
          <input
            {...field}
            className="field"
            type="password"
            name="password"
            autoComplete="new-password"
            minLength={10}
            maxLength={200}
            required
          />
        )}
      </LabelledField>
    </>
  );
}

export function readNewAccount(form: FormData) {
  return {
    name: String(form.get('name')).trim(),
    email: String(form.get('email')).trim(),
    password: String(form.get('password')),
  };
}
