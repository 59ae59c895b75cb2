//! Signatures: Stopgate and the real `ssh-keygen` give the same verdict, and where they differ,
//! Stopgate is the stricter one.

mod bytes;

mod cases;

mod keys;

mod mutations;

mod openssh;

mod signers;

mod table;
