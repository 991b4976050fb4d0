import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

/** Seals secrets at rest with AES-256-GCM under a key derived from the installation's secret. */
export interface Seal {
  close(text: string): Buffer;
  /** Throws when the bytes were altered or sealed by another installation. */
  open(sealed: Uint8Array): string;
}

const IV_BYTES = 12;
const TAG_BYTES = 16;

export function makeSeal(secret: Uint8Array): Seal {
  const key = deriveKey(secret, 'seal');
  return {
    close(text) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, iv);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), body]);
    },
    open(sealed) {
      const bytes = Buffer.from(sealed);
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES));
      decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      const body = bytes.subarray(IV_BYTES + TAG_BYTES);
      return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
    },
  };
}

/** A key for one purpose; knowing it says nothing about the secret or the other keys. */
export function deriveKey(secret: Uint8Array, purpose: string): Buffer {
  return createHmac('sha256', secret).update(`quayside ${purpose}`).digest();
}
