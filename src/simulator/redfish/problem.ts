/** The messages of the Base registry that these services send; `%1` and `%2` stand for arguments. */
const MESSAGES = {
  Success: ['The request completed successfully.', 'None.'],
  GeneralError: [
    'A general error has occurred. See Resolution for information on how to resolve the error.',
    'None.',
  ],
  ResourceNotFound: [
    'The requested resource of type %1 named %2 was not found.',
    'Provide a valid resource identifier and resubmit the request.',
  ],
  ResourceAtUriUnauthorized: [
    'While accessing the resource at %1, the service received an authorization error %2.',
    'Ensure that the appropriate access is provided for the service in order for it to access the URI.',
  ],
  NoValidSession: [
    'There is no valid session established with the implementation.',
    'Establish a session before attempting any operations.',
  ],
  PasswordChangeRequired: [
    "The password provided for this account must be changed before access is granted. PATCH the 'Password' property for this account located at the target URI '%1' to complete this process.",
    "Change the password for this account using a PATCH to the 'Password' property at the URI provided.",
  ],
  SessionLimitExceeded: [
    'The session establishment failed due to the number of simultaneous sessions exceeding the limit of the implementation.',
    'Reduce the number of other sessions before trying to establish the session or increase the limit of simultaneous sessions, if supported.',
  ],
  MalformedJSON: [
    'The request body submitted was malformed JSON and could not be parsed by the receiving service.',
    'Ensure that the request body is valid JSON and resubmit the request.',
  ],
  PropertyUnknown: [
    'The property %1 is not in the list of valid properties for the resource.',
    'Remove the unknown property from the request body and resubmit the request if the operation failed.',
  ],
  PropertyNotWritable: [
    'The property %1 is a read only property and cannot be assigned a value.',
    'Remove the property from the request body and resubmit the request if the operation failed.',
  ],
  ResourceInUse: [
    'The change to the requested resource failed because the resource is in use or in transition.',
    'Remove the condition and resubmit the request if the operation failed.',
  ],
  PropertyMissing: [
    'The property %1 is a required property and must be included in the request.',
    'Ensure that the property is in the request body and has a valid value and resubmit the request if the operation failed.',
  ],
  PropertyValueNotInList: [
    "The value '%1' for the property %2 is not in the list of acceptable values.",
    'Choose a value from the enumeration list that the implementation can support and resubmit the request if the operation failed.',
  ],
  PropertyValueTypeError: [
    "The value '%1' for the property %2 is of a different type than the property can accept.",
    'Correct the value for the property in the request body and resubmit the request if the operation failed.',
  ],
  PropertyValueFormatError: [
    "The value '%1' for the property %2 is not a format that the property can accept.",
    'Correct the value for the property in the request body and resubmit the request if the operation failed.',
  ],
  PropertyValueConflict: [
    "The property '%1' could not be written because its value would conflict with the value of the '%2' property.",
    'No resolution is required.',
  ],
  ArraySizeTooLong: [
    'The array provided for property %1 exceeds the size limit.',
    'Resubmit the request with an appropriate array size.',
  ],
  ResourceCannotBeDeleted: [
    'The delete request failed because the resource requested cannot be deleted.',
    'Do not attempt to delete a non-deletable resource.',
  ],
  ResourceAlreadyExists: [
    "The requested resource of type %1 with the property %2 with the value '%3' already exists.",
    'Do not repeat the create operation as the resource has already been created.',
  ],
  StrictAccountTypes: [
    'The request was not possible to fulfill given the account types included in the request and restrictions based on device’s implementation.',
    'Resubmit the request either with an acceptable set of AccountTypes and OEMAccountTypes or with StrictAccountTypes set to `false`.',
  ],
  'IDRAC.2.8.PSU501': ['Server is already powered ON.', 'No response action is required.'],
  'IDRAC.2.8.PSU502': ['Server is already powered OFF.', 'No response action is required.'],
  ActionParameterMissing: [
    'The action %1 requires the parameter %2 to be present in the request body.',
    'Supply the action with the required parameter in the request body when the request is resubmitted.',
  ],
  ActionParameterNotSupported: [
    'The parameter %1 for the action %2 is not supported on the target resource.',
    'Remove the parameter supplied and resubmit the request if the operation failed.',
  ],
  ActionNotSupported: [
    'The action %1 is not supported by the resource.',
    'The action supplied cannot be resubmitted to the implementation.  Perhaps the action was invalid, the wrong resource was the target or the implementation documentation may be of assistance.',
  ],
  QueryNotSupported: [
    'Querying is not supported by the implementation.',
    'Remove the query parameters and resubmit the request if the operation failed.',
  ],
  OperationNotAllowed: ['The HTTP method is not allowed on this resource.', 'None.'],
  PreconditionFailed: [
    'The ETag supplied did not match the ETag required to change this resource.',
    'Try the operation again using the appropriate ETag.',
  ],
} as const satisfies Record<string, readonly [message: string, resolution: string]>

/** The name of a message. */
export type MessageKey = keyof typeof MESSAGES

/** A message with its arguments put in. */
export interface Problem {
  readonly key: MessageKey
  readonly message: string
  readonly resolution: string
  readonly args: readonly string[]
}

/** A message of the registry, with arguments. */
export function problem(key: MessageKey, ...args: readonly string[]): Problem {
  const [text, resolution] = MESSAGES[key]
  const message = args.reduce<string>((done, arg, index) => done.replace(`%${index + 1}`, () => arg), text)
  return { key, message, resolution, args }
}
