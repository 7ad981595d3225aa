"""ChatGPT's data export, read as it lies on the disk: a zip, an unpacked folder or a file of conversations.

The file is whoever's who asked ChatGPT for it, so it may be of any age since 2023, and it may be damaged.

opening    which files in it hold conversations, and which one is a picture's or an attachment's
reading    one conversation after the other out of files of any size; where one is damaged, the place
tree       which questions and answers its messages make, and which branch each is on                       pure
telling    what an answer's messages amount to, in Markdown                                                 pure
files      what was uploaded with a message, or made in it
chats      a conversation as the ledger takes it                                                            pure
"""
