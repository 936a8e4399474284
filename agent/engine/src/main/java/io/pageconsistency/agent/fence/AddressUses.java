package io.pageconsistency.agent.fence;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The calls in the JDK that pass the address of a direct buffer to native code or to an intrinsic. An access to fenced memory there
 * ends the JVM.
 *
 * <p>They were found by a search for all code that asks for a direct buffer's address.
 */
final class AddressUses {
    /**
     * A range of memory that a call is given.
     *
     * @param address the index of the argument with the address, from 0
     * @param offset the index of the argument with the offset, or {@link #NONE}
     * @param length the index of the argument with the length
     * @param toEnd whether that argument is the end offset and not the length
     */
    record Range(int address, int offset, int length, boolean toEnd) {
        private static final int NONE = -1;

        static Range of(int address, int length) {
            return new Range(address, NONE, length, false);
        }

        static Range of(int address, int offset, int length) {
            return new Range(address, offset, length, false);
        }

        boolean hasOffset() {
            return offset != NONE;
        }
    }

    /**
     * A called method.
     *
     * @param call the method's name and descriptor
     * @param isSystemCall whether it passes the memory to a system call, which checks the address itself
     */
    record Use(String call, boolean isSystemCall, List<Range> ranges) {
        Use(String call, Range... ranges) {
            this(call, false, List.of(ranges));
        }
    }

    /** The class that passes a buffer's address to system calls, for all channels. */
    static final String CHANNELS = "sun/nio/ch/IOUtil";
    static final String CHANNELS_METHOD = "bufferAddress(Ljava/nio/ByteBuffer;)J";

    private static final Use DICTIONARY = new Use("setDictionaryBuffer(JJI)V", Range.of(1, 2));
    private static final Range PKCS_IN = Range.of(1, 3, 4);
    private static final List<Use> PKCS = List.of(
            new Use("C_Encrypt(JJ[BIIJ[BII)I", PKCS_IN, Range.of(5, 7, 8)),
            new Use("C_EncryptUpdate(JJ[BIIJ[BII)I", PKCS_IN, Range.of(5, 7, 8)),
            new Use("C_EncryptFinal(JJ[BII)I", PKCS_IN),
            new Use("C_Decrypt(JJ[BIIJ[BII)I", PKCS_IN, Range.of(5, 7, 8)),
            new Use("C_DecryptUpdate(JJ[BIIJ[BII)I", PKCS_IN, Range.of(5, 7, 8)),
            new Use("C_DecryptFinal(JJ[BII)I", PKCS_IN),
            new Use("C_DigestUpdate(JJ[BII)V", PKCS_IN),
            new Use("C_SignUpdate(JJ[BII)V", PKCS_IN),
            new Use("C_VerifyUpdate(JJ[BII)V", PKCS_IN));

    /** The calls, by the internal name of the calling class. */
    private static final Map<String, List<Use>> USES = new TreeMap<>(Map.of(
            "java/util/zip/CRC32", List.of(new Use("updateByteBuffer(IJII)I", Range.of(1, 2, 3))),
            "java/util/zip/CRC32C", List.of(new Use("updateDirectByteBuffer(IJII)I", new Range(1, 2, 3, true))),
            "java/util/zip/Adler32", List.of(new Use("updateByteBuffer(IJII)I", Range.of(1, 2, 3))),
            "java/util/zip/Deflater", List.of(DICTIONARY,
                    new Use("deflateBytesBuffer(J[BIIJIII)J", Range.of(4, 5)),
                    new Use("deflateBufferBytes(JJI[BIIII)J", Range.of(1, 2)),
                    new Use("deflateBufferBuffer(JJIJIII)J", Range.of(1, 2), Range.of(3, 4))),
            "java/util/zip/Inflater", List.of(DICTIONARY,
                    new Use("inflateBytesBuffer(J[BIIJI)J", Range.of(4, 5)),
                    new Use("inflateBufferBytes(JJI[BII)J", Range.of(1, 2)),
                    new Use("inflateBufferBuffer(JJIJI)J", Range.of(1, 2), Range.of(3, 4))),
            "sun/nio/ch/DatagramChannelImpl", List.of(
                    new Use("receive0(Ljava/io/FileDescriptor;JIJZ)I", true, List.of(Range.of(1, 2))),
                    new Use("send0(Ljava/io/FileDescriptor;JIJI)I", true, List.of(Range.of(1, 2))))));

    static {
        for (String type : List.of("P11Cipher", "P11AEADCipher", "P11KeyWrapCipher", "P11Digest", "P11Mac", "P11Signature",
                "P11PSSSignature")) {
            USES.put("sun/security/pkcs11/" + type, PKCS);
        }
    }

    private AddressUses() {
    }

    /** Returns the calls in a class; an empty list for most classes. */
    static List<Use> of(String type) {
        return USES.getOrDefault(type, List.of());
    }

    static Iterable<String> classes() {
        return USES.keySet();
    }

    /** Whether a class must have all listed calls. What a security provider has depends on the release. */
    static boolean isComplete(String type) {
        return !type.startsWith("sun/security/");
    }
}
